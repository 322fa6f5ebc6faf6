using System.Text;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>The results as a page of the documentation.</summary>
internal static class KillTable
{
    public static async Task WriteAsync(string commit, IReadOnlyList<StorageCall> calls, IReadOnlyList<KillRecord> runs, IReadOnlyList<ShimKillResult> shims)
    {
        var page = new StringBuilder()
            .Append("# Kill table\n\n")
            .Append("One launch with one retry, on the local host, hit at each storage call that changes something on its behalf, the Durable engine's and the queue\n")
            .Append("listener's included; then host and worker are started again. `finished` means: state `finished`, each attempt's command started exactly once, its\n")
            .Append("output whole, its history in order, and no slot, index, outbox or cap row and no message left. The agent and its executor have limits (that stop\n")
            .Append("nobody), so that caps are written too. The calls of a launch vary a little: `finished, not reached` marks the points behind the last call of a run.\n")
            .Append("Leases, timers and the heartbeat are not counted: they go on without a launch. Locks of a dead host end after 10 s (`--short-locks`), in each tenth\n")
            .Append("run as in production, where messages that the dead host had in hand stay locked for ten minutes and are not waited for; points\n")
            .Append("before the launch was recorded are hit with short locks only.\n\n")
            .Append($"Run on commit `{commit}`; again, in parts of under ten minutes, with `LAUNCH_FULL=1 dotnet test tests/Integration --filter FullyQualifiedName~KillTests`\n")
            .Append("until it says that the table is whole.\n\n")
            .Append($"An undisturbed launch makes {calls.Count} such calls: {string.Join(", ", calls.CountBy(call => call.Maker).Select(maker => $"{maker.Key} {maker.Value}"))}.\n")
            .Append($"Of {runs.Count} runs, {runs.Count(run => run.IsWell)} ended well, {runs.Count(run => !run.IsWell)} did not.\n\n")
            .Append("| n | Side | Maker | Call | Outcome | Seconds |\n|---|---|---|---|---|---|\n");
        foreach (var run in runs.OrderBy(run => (run.RealLocks, run.Call, run.Side)))
            page.Append($"| {(run.Call == 0 ? "" : run.Call)} | {SideOf(run)} | {run.Maker} | {run.Kind} | {run.Outcome} | {run.Seconds:0} |\n");
        page.Append("\n## The shim\n\n")
            .Append("A launch without retries of its own, whose first attempt's shim dies at a point of its life as by an out-of-memory killer. The command of a\n")
            .Append("key starts at most once; then a new attempt comes out of the budget for what the infrastructure loses.\n\n")
            .Append("| Point | Attempts ended with | Commands started | Outcome | Seconds |\n|---|---|---|---|---|\n");
        foreach (var shim in shims)
            page.Append($"| {shim.Point} | {string.Join(", ", shim.Attempts)} | {string.Join(", ", shim.Started)} | {shim.Outcome} | {shim.Duration.TotalSeconds:0} |\n");
        await File.WriteAllTextAsync(Path.Combine(AzuriteServer.RepositoryRoot(), "docs/operations/kill-table.md"), page.ToString());
    }

    private static string SideOf(KillRecord run) => run.Side switch
    {
        KillSide.Before => "killed before",
        KillSide.After => "killed after",
        KillSide.AnswerLost => "answer lost",
        _ => "every message twice",
    } + (run.RealLocks ? ", real locks" : "");
}
