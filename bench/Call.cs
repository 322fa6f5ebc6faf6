using System.Text.RegularExpressions;

namespace LaunchAgent.Bench;

/// <summary>A storage call of the host, as its call log tells.</summary>
/// <param name="Scope">On whose behalf.</param>
/// <param name="Kind">The verb and what it acted on, without names.</param>
internal sealed partial record Call(string Scope, string Kind)
{
    /// <summary>Whose calls they are: of the functions that work for launches, of the durable engine, of the polls, or of the timers, which launches cost nothing.</summary>
    public string Owner => Scope switch
    {
        "durable" => "durable",
        "listener" or "-" => "listeners",
        "Heartbeat" or "Reconcile" or "CheckSweeps" => "timers",
        _ => "own",
    };

    /// <summary>The calls from line <paramref name="from"/> of a log on.</summary>
    public static IReadOnlyList<Call> Read(string log, int from) => [.. Lines(log).Skip(from).Select(Parse)];

    public static int Count(string log) => Lines(log).Count();

    private static IEnumerable<string> Lines(string log)
    {
        if (!File.Exists(log))
            yield break;
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static Call Parse(string line)
    {
        var fields = line.Split('\t');
        var path = fields[3][(fields[3].IndexOf('/', 1) + 1)..];
        return new Call(fields[1], $"{fields[2]} {Names().Replace(path, "…")}");
    }

    // Keys in parentheses, ids of launches, and names below a queue or a container.
    [GeneratedRegex("\\(.*\\)|(?<=/)[^/]*[0-9a-f]{8}-[^/]*|(?<=/messages/).*|(?<=azure-webjobs-hosts/).*")]
    private static partial Regex Names();
}
