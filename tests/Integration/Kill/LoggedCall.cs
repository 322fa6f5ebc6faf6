using System.Globalization;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>A storage call as the host logged it.</summary>
/// <param name="Number">Its number among all calls of the host.</param>
/// <param name="Scope">On whose behalf.</param>
/// <param name="Method">The verb.</param>
/// <param name="Path">The path.</param>
/// <param name="Answered">Whether there was an answer.</param>
internal sealed partial record LoggedCall(long Number, string Scope, string Method, string Path, bool Answered)
{
    /// <summary>The verb and what it acted on, without account and names.</summary>
    public string Kind => $"{Method} {Names().Replace(Path[(Path.IndexOf('/', 1) + 1)..], "…")}";

    /// <summary>The calls of a log that count for a launch, in the order they were made.</summary>
    public static IReadOnlyList<LoggedCall> ReadCounted(string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Select(Parse).Where(KillPoint.Counts).OrderBy(call => call.Number)]
        : [];

    private static LoggedCall Parse(string line)
    {
        var fields = line.Split('\t');
        return new LoggedCall(long.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], fields[2], fields[3], fields[4] != "-");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{12,}")]
    private static partial Regex Names();
}
