using System.Collections;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Executors.Process;

/// <summary>
/// The environment every command starts from: what a program needs to run on this machine, and nothing the agent was configured with
/// (connection strings, keys). More comes with the agent's <c>LAUNCH_AGENT_ENV</c>, the job or the launch.
/// </summary>
internal static class CleanEnvironment
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "LANGUAGE", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR",
    };

    // Locale categories, and where .NET is installed (DOTNET_ROOT, DOTNET_ROOT_X64).
    private static readonly string[] KeptPrefixes = ["LC_", "DOTNET_ROOT"];

    public static IReadOnlyDictionary<string, string> From(IDictionary environment) =>
        environment.Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value))
            .Where(entry => entry.Value is not null && (Kept.Contains(entry.Name) || KeptPrefixes.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal))))
            .ToDictionary(entry => entry.Name, entry => entry.Value!, StringComparer.Ordinal);

    /// <summary>The whole environment of an attempt's command: the base, then the request's own, then what this executor promises.</summary>
    public static IReadOnlyDictionary<string, string> For(AttemptRequest request, string resultFile, IReadOnlyDictionary<string, string> clean)
    {
        var environment = new Dictionary<string, string>(clean, StringComparer.Ordinal);
        foreach (var (name, value) in request.Environment)
            environment[name] = value;

        environment["LAUNCH_ID"] = request.LaunchId;
        environment["LAUNCH_RUN_ID"] = request.RunId;
        environment["LAUNCH_ATTEMPT"] = request.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        environment["LAUNCH_RESULT_FILE"] = resultFile;
        environment[Leftovers.Marker] = request.Key;
        return environment;
    }
}
