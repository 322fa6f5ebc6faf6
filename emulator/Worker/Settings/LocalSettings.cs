using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace FunctionsEmulator.Settings;

/// <summary>The <c>Values</c> of local.settings.json, which Core Tools turn into environment variables where none of that name exists.</summary>
internal static class LocalSettings
{
    public static void AddTo(ConfigurationManager configuration, string folder)
    {
        var file = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(file))
            return;

        var values = new ConfigurationBuilder().AddJsonFile(file).Build().GetSection("Values").AsEnumerable(makePathsRelative: true)
            .Select(v => KeyValuePair.Create(v.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), v.Value));

        IList<IConfigurationSource> sources = configuration.Sources;
        var environment = sources.ToList().FindIndex(s => s is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(Math.Max(environment, 0), new MemoryConfigurationSource { InitialData = values.ToList() });
    }
}
