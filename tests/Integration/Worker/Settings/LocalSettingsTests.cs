using FunctionsEmulator.Settings;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Tests.Integration.Worker.Settings;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    // As Core Tools do it: Values become environment variables, unless one of that name is set.
    [Fact]
    public void LocalSettings_Values_AreBelowEnvironmentVariablesAndAboveTheRest()
    {
        var name = $"T{Guid.NewGuid():n}";
        File.WriteAllText(
            Path.Combine(_folder, "local.settings.json"),
            $$"""{ "IsEncrypted": false, "Values": { "{{name}}_A": "file", "{{name}}_B": "file", "{{name}}__C": "nested", "{{name}}_D": "file" } }""");
        Environment.SetEnvironmentVariable($"{name}_B", "environment");
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new($"{name}_A", "appsettings")]);
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection([new($"{name}_D", "command line")]);

        LocalSettings.AddTo(configuration, _folder);

        Assert.Equal("file", configuration[$"{name}_A"]);
        Assert.Equal("environment", configuration[$"{name}_B"]);
        Assert.Equal("nested", configuration[$"{name}:C"]);
        Assert.Equal("command line", configuration[$"{name}_D"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
