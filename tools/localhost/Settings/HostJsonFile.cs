namespace LaunchAgent.LocalHost.Settings;

/// <summary>host.json as the WebJobs SDK wants it: below its section, settings filled in, overridden by the environment.</summary>
internal static class HostJsonFile
{
    public const string Section = "AzureWebJobs";

    private const string Overrides = "AzureFunctionsJobHost";

    public static Dictionary<string, string?> Read(string file, IConfiguration settings)
    {
        if (!File.Exists(file))
            throw new HostException($"{file} is missing: it belongs to every function app.");

        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Flatten(file))
            values[$"{Section}:{key}"] = value;
        foreach (var (key, value) in settings.GetSection(Overrides).AsEnumerable(makePathsRelative: true))
            if (value is not null)
                values[$"{Section}:{key}"] = value;

        foreach (var (key, value) in values)
            if (value is not null && key.StartsWith($"{Section}:extensions:", StringComparison.OrdinalIgnoreCase))
                values[key] = Placeholders.Fill(value, settings, () => $"host.json ({key[(Section.Length + 1)..].Replace(':', '.')})");
        return values;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flatten(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().Where(pair => pair.Value is not null);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidDataException)
        {
            throw new HostException($"{file} is no JSON: {(wrong.InnerException ?? wrong).Message}");
        }
    }
}
