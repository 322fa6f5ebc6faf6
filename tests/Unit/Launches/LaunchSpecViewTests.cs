using System.Text.Json;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchSpecViewTests
{
    [Fact]
    public async Task Get_GoodSpec_ShowsWhatWasSentAndWhatRuns()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1", """{"command":["train"],"args":["--fast"],"config":{"lr":0.1},"retry":{"max_retries":2}}""");

        var spec = await GetAsync(app, launch.Id.ToString());

        Assert.Equal(["command", "args", "config", "retry"], spec.GetProperty("submitted").EnumerateObject().Select(member => member.Name));
        var resolved = spec.GetProperty("resolved");
        Assert.Equal(
            ["run_id", "job", "executor", "command", "working_dir", "env", "files", "resource_args", "config", "retry", "timeouts", "wandb", "capture_logs"],
            resolved.EnumerateObject().Select(member => member.Name));
        Assert.Equal("""["train","--fast"]""", resolved.GetProperty("command").GetRawText());
        Assert.Equal("""{"max_retries":2,"initial_seconds":10,"factor":2,"max_seconds":600}""", resolved.GetProperty("retry").GetRawText());
        Assert.Equal("""{"start_seconds":1800,"run_seconds":0,"stop_grace_seconds":60}""", resolved.GetProperty("timeouts").GetRawText());
    }

    [Fact]
    public async Task Get_SpecWithASecret_ShowsItNowhere()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1", """{"command":["train","--token=hf_0123456789abcdef0123"],"env":{"HF_TOKEN":"abc123"}}""");

        var text = (await GetAsync(app, launch.Id.ToString())).GetRawText();

        Assert.DoesNotContain("hf_0123456789abcdef0123", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abc123", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"comand":["true"]}""", JsonValueKind.Object)]
    [InlineData("no json at all", JsonValueKind.String)]
    [InlineData("{\"command\":[\"\\ud800\"]}", JsonValueKind.Object)]
    [InlineData("\"\\udc00\"", JsonValueKind.String)]
    [InlineData("", JsonValueKind.String)]
    public async Task Get_RejectedSpec_ShowsWhatWasSentAndThatNothingRuns(string body, JsonValueKind kind)
    {
        using var app = await TestApp.StartAsync();
        var rejected = await app.SubmitAsync("m1", body);

        var spec = await GetAsync(app, rejected.Id.ToString());

        Assert.Equal((kind, JsonValueKind.Null), (spec.GetProperty("submitted").ValueKind, spec.GetProperty("resolved").ValueKind));
    }

    [Fact]
    public async Task Get_LargeSpec_ComesFromItsBlob()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1", $$"""{"command":["train"],"files":{"a.txt":"{{new string('x', 40_000)}}"} }""");

        Assert.Equal(40_000, (await GetAsync(app, launch.Id.ToString())).GetProperty("resolved").GetProperty("files").GetProperty("a.txt").GetString()!.Length);
    }

    private static async Task<JsonElement> GetAsync(TestApp app, string id)
    {
        var answer = await app.Create<LaunchSpecFunctions>().RunAsync(TestRequest.For($"/launches/{id}/spec"), id, CancellationToken.None);
        return JsonElement.Parse(Assert.IsType<ContentResult>(answer).Content!);
    }
}
