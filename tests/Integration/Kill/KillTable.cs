using System.Diagnostics;
using System.Text;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>The results as a page of the documentation.</summary>
internal static class KillTable
{
    public static async Task WriteAsync(IReadOnlyList<LoggedCall> calls, IReadOnlyList<KillResult> results, IReadOnlyList<ShimKillResult> shims)
    {
        var root = AzuriteServer.RepositoryRoot();
        var page = new StringBuilder()
            .Append("# Kill table\n\n")
            .Append("One launch with one retry, hit at each storage call that changes something on its behalf; then the host is started again. `finished`\n")
            .Append("means: state `finished`, each attempt's command started exactly once, its output whole, its history in order, and no slot, index,\n")
            .Append("outbox or cap row and no message left. The agent and its executor have limits (that stop nobody), so that caps are written too. The calls of a launch vary a little with how often it is looked at: `finished, not reached` marks the points behind\n")
            .Append("the last call of a run. Of the listeners and the safety timer nothing is counted.\n\n")
            .Append($"Run on commit `{await CommitAsync(root)}`; again with `LAUNCH_FULL_KILL_TABLE=1 dotnet test tests/Integration --filter FullyQualifiedName~HitAtEveryCall`.\n\n")
            .Append($"An undisturbed launch makes {calls.Count} such calls: {string.Join(", ", calls.CountBy(call => call.Scope).Select(scope => $"{scope.Key} {scope.Value}"))}.\n")
            .Append($"Of {results.Count} runs, {results.Count(result => result.Problems.Count == 0)} ended well, {results.Count(result => result.Problems.Count > 0)} did not.\n\n")
            .Append("| n | Side | Scope | Call | Outcome | Seconds |\n|---|---|---|---|---|---|\n");
        foreach (var result in results)
            page.Append($"| {Number(result)} | {Side(result)} | {result.Call?.Scope} | {result.Call?.Kind} | {result.Outcome} | {result.Duration.TotalSeconds:0} |\n");
        page.Append("\n## The shim\n\n")
            .Append("A launch without retries of its own, whose first attempt's shim dies at a point of its life as by an out-of-memory killer. The command of a\n")
            .Append("key starts at most once; then a new attempt comes out of the budget for what the infrastructure loses.\n\n")
            .Append("| Point | Attempts ended with | Commands started | Outcome | Seconds |\n|---|---|---|---|---|\n");
        foreach (var shim in shims)
            page.Append($"| {shim.Point} | {string.Join(", ", shim.Attempts)} | {string.Join(", ", shim.Started)} | {shim.Outcome} | {shim.Duration.TotalSeconds:0} |\n");
        await File.WriteAllTextAsync(Path.Combine(root, "docs/kill-table.md"), page.ToString());
    }

    private static string Number(KillResult result) => result.Point.Call == 0 ? "" : $"{result.Point.Call}";

    private static string Side(KillResult result) => result.Point.Side switch
    {
        KillSide.Before => "killed before",
        KillSide.After => "killed after",
        KillSide.AnswerLost => "answer lost",
        _ => "every message twice",
    };

    private static async Task<string> CommitAsync(string root)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        })!;
        var commit = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return commit.Trim();
    }
}
