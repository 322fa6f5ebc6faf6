using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>main.bicep, main.parameters.json and azure.yaml speak of the same things, in azd's words.</summary>
public sealed partial class InfraParametersTests
{
    private const string Service = "api";

    // azd knows these itself; any other name is somebody's to set, and described.
    private static readonly string[] FilledInByAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID", "AZURE_PRINCIPAL_TYPE"];

    private static readonly Dictionary<string, string> Given = JsonDocument.Parse(Repository.Read("infra/main.parameters.json")).RootElement
        .GetProperty("parameters").EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.GetProperty("value").GetString()!);

    private static readonly Dictionary<string, object> Azd =
        new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object>>(Repository.Read("azure.yaml"));

    [Fact]
    public void Parameters_OfTheTemplate_AreThoseOfTheFile() =>
        Assert.Equal(BicepFile.Main.Parameters.Select(parameter => parameter.Name), Given.Keys);

    [Fact]
    public void Parameters_EachNameOfTheEnvironment_IsAzdsOwnOrDocumented()
    {
        var page = Repository.Read("docs/how-to/azure.md");

        Assert.All(Given.Values, value => Assert.Matches(Variable(), value));
        Assert.All(
            Given.Values.Select(value => Variable().Match(value).Groups[1].Value).Except(FilledInByAzd),
            name => Assert.Contains($"azd env set {name} ", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Parameters_DefaultsOfTheFile_AreThoseOfTheTemplate()
    {
        var defaults = Given.Where(parameter => Variable().Match(parameter.Value).Groups[2].Success).ToArray();

        Assert.NotEmpty(defaults);
        Assert.All(defaults, parameter =>
            Assert.Contains($"param {parameter.Key} string = '{Variable().Match(parameter.Value).Groups[2].Value}'", BicepFile.Main.Text, StringComparison.Ordinal));
    }

    // azd asks for what has neither a value nor a default: that must be the location only, and the environment is always named.
    [Fact]
    public void Parameters_WithoutDefault_AreNameAndPlace() =>
        Assert.Equal(["environmentName", "location"], BicepFile.Main.Parameters.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name));

    [Fact]
    public void AzureYaml_Service_IsTheTaggedFunctionApp()
    {
        var (name, service) = Assert.Single((IDictionary<object, object>)Azd["services"]);
        var properties = (IDictionary<object, object>)service;

        Assert.Equal(Service, name);
        Assert.Equal(("dotnet", "function"), (properties["language"], properties["host"]));
        // azd takes the one project that stands directly in the folder.
        Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, (string)properties["project"]), "*.*proj"));
        Assert.Contains($"serviceName: '{Service}'", BicepFile.Main.Text, StringComparison.Ordinal);
        Assert.Contains("'azd-service-name': serviceName", BicepFile.Named("infra/app/api.bicep").Text, StringComparison.Ordinal);
        Assert.Contains("'azd-env-name': environmentName", BicepFile.Main.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AzureYaml_Name_IsOneThatAzdTakes() => Assert.Matches("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", (string)Azd["name"]);

    [Fact]
    public void Outputs_ThatAzdAndTheDocsAskFor_AreThere()
    {
        var outputs = BicepFile.Main.Outputs.ToHashSet();

        Assert.Subset(outputs, new HashSet<string> { "AZURE_LOCATION", "AZURE_TENANT_ID", "AZURE_FUNCTION_NAME", $"SERVICE_{Service.ToUpperInvariant()}_NAME", $"SERVICE_{Service.ToUpperInvariant()}_ENDPOINTS" });
        Assert.Subset(outputs, OutputInDocs().Matches(Repository.Read("docs/how-to/azure.md")).Select(match => match.Groups[1].Value).ToHashSet());
    }

    [GeneratedRegex(@"^\$\{([A-Z_]+)(?:=([^}]*))?\}$")]
    private static partial Regex Variable();

    [GeneratedRegex(@"azd env get-value (\w+)")]
    private static partial Regex OutputInDocs();
}
