using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Runs a launch without retries of its own in an app whose first shim dies at a point.</summary>
internal static class ShimKillRun
{
    private const string Name = "orphaned";
    private const string Marks = "marks";
    private const string Pids = "pids";

    public static async Task<IReadOnlyList<ShimKillResult>> HitAllAsync(int atOnce, Action<ShimKillResult> done)
    {
        var results = new ShimKillResult[ShimKillPoint.All.Count];
        await Parallel.ForAsync(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) =>
        {
            results[i] = await HitAsync(ShimKillPoint.All[i]);
            lock (results)
                done(results[i]);
        });
        return results;
    }

    private static async Task<ShimKillResult> HitAsync(string point)
    {
        await using var app = await AppProcess.StartedAsync((ShimKillPoint.Setting, point));
        var watch = Stopwatch.StartNew();
        await SendAsync(app, point);
        var left = await OnlyLaunch.CleanEndAsync(app, Name);
        var duration = watch.Elapsed;
        var launch = (await app.FindAsync(Name))!;
        var started = await LinesAsync(app, Marks);
        List<string> problems = left is null ? [] : [left];
        if (!File.Exists(Path.Combine(app.Folder, "attempts", $"killed-{point}")))
            problems.Add("no shim was killed");
        if (launch.State != LaunchState.Finished)
            problems.Add($"{launch.State}: {launch.Error?.Code}");
        // Its key is not spent before the first point, and the exit is known after the last: nothing was lost there.
        var lost = point is not (ShimKillPoint.BeforeStarted or ShimKillPoint.AfterExitFile);
        if (!launch.Attempts.Select(End).SequenceEqual(lost ? ["attempt_lost", "0"] : ["0"]))
            problems.Add("unexpected attempts");
        if (started.Count != started.Distinct().Count() || started.LastOrDefault() != $"{launch.Attempt}")
            problems.Add("a command was started twice or not at all");
        await Eventually.TrueAsync(async () => (await LinesAsync(app, Pids)).All(pid => ProcessIdentity.Of(int.Parse(pid, CultureInfo.InvariantCulture)) is null), "no process is left");
        return new ShimKillResult(point, [.. launch.Attempts.Select(End)], started, problems, duration);
    }

    // Where the shim dies while its command runs, the command would never end by itself.
    private static Task SendAsync(AppProcess app, string point)
    {
        var endless = point is ShimKillPoint.AfterStartCommand or ShimKillPoint.AfterCommandNoted;
        return app.SendAsync(JsonSerializer.Serialize(new
        {
            name = Name,
            command = new[] { "sh", "-c", $"echo $LAUNCH_ATTEMPT >> {Marks}; echo $$ >> {Pids}; {(endless ? "[ $LAUNCH_ATTEMPT = 2 ] || sleep 987" : "true")}" },
            working_dir = app.Folder,
            retry = new { initial_seconds = 1 },
        }));
    }

    private static string End(AttemptView attempt) => attempt.Error?.Code ?? $"{attempt.ExitCode}";

    private static async Task<IReadOnlyList<string>> LinesAsync(AppProcess app, string file) =>
        Path.Combine(app.Folder, file) is var path && File.Exists(path) ? await File.ReadAllLinesAsync(path) : [];
}
