using System.Diagnostics;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Runs the launch in an app of its own: undisturbed, to count its calls, or hit at one of them.</summary>
internal static class KillRun
{
    private const string Log = "calls.log";

    // Limits that stop nobody: the rows of the caps are written, and must be gone in the end like all others.
    private static readonly (string, string)[] Caps = [("LAUNCH_AGENT_MAX_JOBS", "4"), ("LAUNCH_PROCESS_CAPACITY", "4")];

    // After the end come the last calls of the engine; a point among them is hit within this time or not at all.
    private static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(2);

    /// <summary>The calls of a launch that nobody disturbs.</summary>
    public static async Task<IReadOnlyList<LoggedCall>> MeasureAsync()
    {
        await using var app = await AppProcess.StartedAsync([.. Caps, ("EMULATOR_CALL_LOG", Log)]);
        await RetriedLaunch.SendAsync(app);
        Assert.Empty(await RetriedLaunch.ProblemsAsync(app));
        return CallsOf(app);
    }

    /// <summary>Hits the launch, starts the host again if it died, and looks how the launch comes out.</summary>
    public static async Task<KillResult> HitAsync(KillPoint point)
    {
        await using var app = await AppProcess.StartedAsync(
        [
            .. Caps,
            ("EMULATOR_FAULTS", point.ToRule()),
            ("EMULATOR_CALL_LOG", Log),
            ("EMULATOR_DELIVER_TWICE", point.Side == KillSide.MessagesTwice ? "*" : ""),
        ]);
        var watch = Stopwatch.StartNew();
        await RetriedLaunch.SendAsync(app);
        if (point.Kills)
            await DeathOrEndAsync(app);
        if (app.HasExited)
            await app.StartAsync(Caps);

        var problems = await RetriedLaunch.ProblemsAsync(app);
        return new KillResult(point, HitOf(point, CallsOf(app)), problems, watch.Elapsed);
    }

    /// <summary>Hits all points, a few at a time: they mostly wait.</summary>
    public static async Task<IReadOnlyList<KillResult>> HitAllAsync(IReadOnlyList<KillPoint> points, int atOnce, Action<KillResult> done)
    {
        var results = new KillResult[points.Count];
        await Parallel.ForAsync(0, points.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, _) =>
        {
            results[i] = await HitAsync(points[i]);
            lock (results)
                done(results[i]);
        });
        return results;
    }

    private static IReadOnlyList<LoggedCall> CallsOf(AppProcess app) => LoggedCall.ReadCounted(Path.Combine(app.Folder, Log));

    // A call that was never sent is the one without an answer; calls in flight beside it may be missing from the log.
    private static LoggedCall? HitOf(KillPoint point, IReadOnlyList<LoggedCall> calls) => point.Side == KillSide.Before
        ? calls.LastOrDefault(call => !call.Answered)
        : calls.ElementAtOrDefault(point.Call - 1);

    private static async Task DeathOrEndAsync(AppProcess app)
    {
        Stopwatch? ended = null;
        await app.UntilAsync("the host dies or the launch ends", async () =>
        {
            if (app.HasExited)
                return "dead";
            if (ended is null && await OnlyLaunch.HasEndedAsync(app))
                ended = Stopwatch.StartNew();
            return ended?.Elapsed > Afterlife ? "ended" : null;
        });
    }
}
