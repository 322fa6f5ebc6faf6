namespace FunctionsEmulator.Tables.Wire;

/// <summary>The <c>name=value;</c> pairs of a connection string. Names are compared without regard to case.</summary>
internal static class ConnectionSettings
{
    public static Dictionary<string, string> Parse(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Only the first '=' separates: keys and signatures hold more of them.
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new InvalidOperationException("Connection string has a segment that is not of the form name=value.");
            if (!settings.TryAdd(pair[..at].Trim(), pair[(at + 1)..].Trim()))
                throw new InvalidOperationException($"Duplicate keyword '{pair[..at]}' in the connection string.");
        }

        return settings;
    }
}
