using System.Diagnostics;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Runs launches in an app that has nothing else to do: undisturbed, to count its calls, or hit at one of them.</summary>
internal static class KillRun
{
    // After the end come the last calls of the engine; a point among them is hit within this time or not at all.
    private static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(2);

    /// <summary>The calls of a launch that nobody disturbs.</summary>
    public static async Task<IReadOnlyList<StorageCall>> MeasureAsync(KillScenes scenes)
    {
        var scene = await scenes.TakeAsync(realLocks: false);
        await scene.SettleAsync();
        scene.Proxy.Log.Clear();
        var launch = await RetriedLaunch.SendAsync(scene.App);
        Assert.Empty(await launch.ProblemsAsync());
        IReadOnlyList<StorageCall> calls = [.. scene.Proxy.Log.Calls.Where(KillPoint.Counts)];
        await scenes.GiveBackAsync(scene, inOrder: true);
        return calls;
    }

    /// <summary>
    /// Hits all points, a few at a time: they mostly wait. Begins no other once it has been long enough. A run that left its app in order
    /// hands it to the next one: a start of host and worker takes longer than a launch.
    /// </summary>
    public static async Task<IReadOnlyList<KillResult>> HitAllAsync(
        KillScenes scenes, IReadOnlyList<KillPoint> points, int atOnce, Action<KillResult> done, Func<bool>? until = null)
    {
        var results = new List<KillResult>();
        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (point, _) =>
        {
            if (until?.Invoke() == true)
                return;
            var scene = await scenes.TakeAsync(point.RealLocks);
            var result = await HitAsync(scene, point);
            await scenes.GiveBackAsync(scene, inOrder: result.Problems.Count == 0 && point is { RealLocks: false, Side: not KillSide.MessagesTwice });
            lock (results)
            {
                results.Add(result);
                done(result);
            }
        });
        return results;
    }

    // Hits the launch, starts the host again if it died, and looks how the launch comes out.
    private static async Task<KillResult> HitAsync(KillScene scene, KillPoint point)
    {
        var (app, proxy) = scene;
        await scene.SettleAsync();
        var rule = proxy.Arm(point.ToRule());
        var watch = Stopwatch.StartNew();
        var launch = await RetriedLaunch.SendAsync(app);
        if (point.Kills)
            await DeathOrEndAsync(app, launch);
        if (app.HasExited)
            await app.StartAsync();

        var problems = await launch.ProblemsAsync(point.RealLocks);
        proxy.Disarm();
        if (problems.Count > 0)
            KillRecord.KeepLog(point, app.LogFile);
        return new KillResult(point, rule.Fired.IsCompletedSuccessfully ? await rule.Fired : null, problems, watch.Elapsed);
    }

    private static async Task DeathOrEndAsync(AppProcess app, RetriedLaunch launch)
    {
        Stopwatch? ended = null;
        await app.UntilAsync("the host dies or the launch ends", async () =>
        {
            if (app.HasExited)
                return "dead";
            if (ended is null && await launch.HasEndedAsync())
                ended = Stopwatch.StartNew();
            return ended?.Elapsed > Afterlife ? "ended" : null;
        });
    }
}
