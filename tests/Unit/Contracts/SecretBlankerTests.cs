using System.Text.Json;
using LaunchAgent.Specs.Secrets;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class SecretBlankerTests
{
    private const string Secret = "S3cr3tValue0123456789";

    [Theory]
    [InlineData("""{"_wandb_api_key":"§"}""")]
    [InlineData("""{"env":{"HF_TOKEN":"§","DB_PASSWORD":"§","APIKEY":"§"}}""")]
    [InlineData("""{"wandb":{"resource_args":{"kubernetes":{"containers":[{"env":[{"name":"WANDB_API_KEY","value":"§"}]}]}}}}""")]
    [InlineData("""{"config":{"db":{"secret":{"a":["§","§"],"b":"§"}}}}""")]
    [InlineData("""{"pass\u0077ord":"§"}""")]
    [InlineData("""{"env":{"CS":"DefaultEndpointsProtocol=https;AccountName=x;AccountKey=§==;EndpointSuffix=core.windows.net"}}""")]
    [InlineData("""{"env":{"CS":"BlobEndpoint=https://x;SharedAccessSignature=sv=1&sig=§"}}""")]
    [InlineData("""{"env":{"BLOB":"https://x.blob.core.windows.net/c?sv=1&sig=§&se=2"}}""")]
    [InlineData("""{"env":{"HEADER":"Bearer §"}}""")]
    [InlineData("""{"env":{"GIT":"https://user:§@example.org/x.git"}}""")]
    [InlineData("""{"args":["--api-key","§"]}""")]
    [InlineData("""{"args":["--token=§"]}""")]
    [InlineData("""{"command":["sh","-c","WANDB_API_KEY=§ python train.py"]}""")]
    [InlineData("""{"files":{"a.json":"{\"api_key\": \"§\"}","a.yaml":"password: §\nother: 1"}}""")]
    [InlineData("""{"secret_env":{"WANDB_API_KEY":"§"}}""")]
    [InlineData("""{"token":§, "x": 1""")]
    [InlineData("""{"_wandb_api_key":"§","queue":""")]
    [InlineData("""{'_wandb_api_key': '§'}""")]
    [InlineData("""api_key: §""")]
    [InlineData("""{"wandb":"{\"_wandb_api_key\":\"§\" """)]
    [InlineData("""{"connection_string":"§ and more of §""")]
    [InlineData("""{"env":{"x":"hf_§§"}}""")]
    [InlineData("eyJfd2FuZGJfYXBpX2tleSI6IlMzY3IzdFZhbHVlMDEyMzQ1Njc4OSJ")]
    public void Blank_Secret_IsGone(string text)
    {
        var blanked = SecretBlanker.Blank(text.Replace("§", Secret, StringComparison.Ordinal));

        Assert.DoesNotContain(Secret, blanked, StringComparison.Ordinal);
        Assert.DoesNotContain("IlMzY3IzdFZhbHVlMDEyMzQ1Njc4OSJ", blanked, StringComparison.Ordinal);
        Assert.Contains(SecretBlanker.Mask, blanked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "job" : "train:3", "env": {"TOKEN":"setting://HF", "LR":"0.1"} }""")]
    [InlineData("""{"secret_env":{"WANDB_API_KEY":"setting://NAME","B":"keyvault://vault/secret"},"config":{"lr":0.001}}""")]
    [InlineData("""{"_wandb_api_key":null,"password":""}""")]
    [InlineData("""{"job": not JSON""")]
    [InlineData("")]
    public void Blank_NoSecret_LeavesTheTextAlone(string text) => Assert.Equal(text, SecretBlanker.Blank(text));

    [Fact]
    public void Blank_Json_KeepsEverythingElse()
    {
        using var blanked = JsonDocument.Parse(SecretBlanker.Blank("""{"a":1.50,"b":["x",null,true],"token":"t","a":2}"""));

        Assert.Equal("""{"a":1.50,"b":["x",null,true],"token":"***","a":2}""", blanked.RootElement.GetRawText());
    }
}
