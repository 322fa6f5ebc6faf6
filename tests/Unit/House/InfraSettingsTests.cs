using System.Text.Json;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>Every setting is one and the same in the code, in docs/reference/settings.md, in local.settings.sample.json and in infra/.</summary>
public sealed partial class InfraSettingsTests
{
    private const string Required = "required";

    // What commands see of themselves, and a hook of the tests.
    private static readonly string[] NotSettings = ["LAUNCH_ATTEMPT_KEY", "LAUNCH_SHIM_KILL_AT"];

    private static readonly Dictionary<string, string> Documented = Row().Matches(Repository.Read("docs/reference/settings.md"))
        .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

    private static readonly string[] InAzure = [.. BicepFile.Named("infra/app/api.bicep").KeysOf("settings")];

    private static readonly Dictionary<string, string> InTheSample = JsonDocument.Parse(Repository.Read("local.settings.sample.json")).RootElement
        .GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);

    [Fact]
    public void Settings_OfTheCode_AreThoseOfTheDocs()
    {
        var read = new[] { "functions", "src" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Append(Path.Combine(Repository.Root, "host.json"))
            .SelectMany(file => InCode().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)
            .Except(NotSettings).Distinct();

        Assert.Equal(Ours(Documented.Keys), read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_WithoutADefault_AreInTheSampleAndInAzure()
    {
        var required = Ours(Documented.Where(row => row.Value == Required).Select(row => row.Key)).ToHashSet();

        Assert.NotEmpty(required);
        Assert.Subset(InTheSample.Keys.ToHashSet(), required);
        Assert.Subset(InAzure.ToHashSet(), required);
    }

    [Fact]
    public void Settings_OfTheSampleAndOfAzure_AreDocumented()
    {
        Assert.Subset(Documented.Keys.ToHashSet(), Ours(InTheSample.Keys).ToHashSet());
        Assert.Subset(Documented.Keys.ToHashSet(), Ours(InAzure).ToHashSet());
    }

    [Fact]
    public void Schedules_OfTheSample_AreThoseInAzure()
    {
        var schedules = InTheSample.Where(setting => setting.Key.EndsWith("_SCHEDULE", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(schedules);
        Assert.All(schedules, setting => Assert.Equal($"'{setting.Value}'", BicepFile.Named("infra/app/api.bicep").ValueOf(setting.Key)));
    }

    [Fact]
    public void HostJson_NamesThatItResolves_AreSetInAzure() =>
        Assert.Subset(InAzure.ToHashSet(), Percent().Matches(Repository.Read("host.json")).Select(match => match.Groups[1].Value).ToHashSet());

    // StorageAccount reads the same settings as the host does, so that one identity opens the account to both.
    [Theory]
    [InlineData("tableServiceUri")]
    [InlineData("blobServiceUri")]
    [InlineData("queueServiceUri")]
    [InlineData("accountName")]
    [InlineData("credential")]
    [InlineData("clientId")]
    public void Storage_SettingsOfTheIdentity_AreSetInAzureAndDocumented(string name)
    {
        Assert.Contains("AzureWebJobsStorage__" + name, InAzure);
        Assert.Contains($"__{name}`", Repository.Read("docs/reference/settings.md"), StringComparison.Ordinal);
    }

    // Addresses alone make the host fail at times (Azure/azure-functions-host#11787); without 'credential' it ignores the client id.
    [Theory]
    [InlineData("AzureWebJobsStorage__accountName", "storageName")]
    [InlineData("AzureWebJobsStorage__credential", "'managedidentity'")]
    [InlineData("AzureWebJobsStorage__clientId", "identityClientId")]
    public void Storage_WhatTheHostNeedsBesideAddresses_IsSetInAzure(string setting, string value) =>
        Assert.Equal(value, BicepFile.Named("infra/app/api.bicep").ValueOf(setting));

    // With the identity there is no connection string, and Flex Consumption refuses to be told what functionAppConfig tells it.
    [Theory]
    [InlineData("AzureWebJobsStorage")]
    [InlineData("FUNCTIONS_EXTENSION_VERSION")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME")]
    [InlineData("WEBSITE_RUN_FROM_PACKAGE")]
    public void Azure_HasNoSetting_ThatFlexConsumptionRefuses(string name) => Assert.DoesNotContain(name, InAzure);

    [Fact]
    public void Azure_Runtime_IsTheOneThatTheAppIsBuiltFor()
    {
        var api = BicepFile.Named("infra/app/api.bicep").Text;
        var framework = Framework().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;

        Assert.Contains("name: 'dotnet-isolated'", api, StringComparison.Ordinal);
        Assert.Contains($"version: '{framework}'", api, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ours(IEnumerable<string> names) =>
        names.Where(name => name.StartsWith("LAUNCH_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // An index into an environment is what a command sees, not what the app reads.
    [GeneratedRegex(@"(?<![Ee]nv\w*\[)""%?(LAUNCH_[A-Z_]+)%?""")]
    private static partial Regex InCode();

    [GeneratedRegex("%([A-Za-z0-9_]+)%")]
    private static partial Regex Percent();

    [GeneratedRegex("<TargetFramework>net([0-9.]+)<")]
    private static partial Regex Framework();
}
