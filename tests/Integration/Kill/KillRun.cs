using System.Diagnostics;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Runs the launch in an app of its own: undisturbed, to count its calls, or hit at one of them.</summary>
internal static class KillRun
{
    // Limits that stop nobody: the rows of the caps are written, and must be gone in the end like all others.
    private static readonly (string, string)[] Caps = [("LAUNCH_AGENT_MAX_JOBS", "4"), ("LAUNCH_PROCESS_CAPACITY", "4")];

    // After the end come the last calls of the engine; a point among them is hit within this time or not at all.
    private static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(2);

    /// <summary>The calls of a launch that nobody disturbs.</summary>
    public static async Task<IReadOnlyList<StorageCall>> MeasureAsync()
    {
        await using var scene = await Scene.StartAsync(realLocks: false);
        scene.Proxy.Log.Clear();
        await RetriedLaunch.SendAsync(scene.App);
        Assert.Empty(await RetriedLaunch.ProblemsAsync(scene.App));
        return [.. scene.Proxy.Log.Calls.Where(KillPoint.Counts)];
    }

    /// <summary>Hits the launch, starts the host again if it died, and looks how the launch comes out.</summary>
    public static async Task<KillResult> HitAsync(KillPoint point)
    {
        await using var scene = await Scene.StartAsync(point.RealLocks);
        var (app, proxy) = scene;
        var rule = proxy.Arm(point.ToRule());
        var watch = Stopwatch.StartNew();
        await RetriedLaunch.SendAsync(app);
        if (point.Kills)
            await DeathOrEndAsync(app);
        if (app.HasExited)
            await app.StartAsync();

        var problems = await RetriedLaunch.ProblemsAsync(app, point.RealLocks);
        if (problems.Count > 0)
            KillRecord.KeepLog(point, app.LogFile);
        return new KillResult(point, rule.Fired.IsCompletedSuccessfully ? await rule.Fired : null, problems, watch.Elapsed);
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

    private sealed record Scene(AppProcess App, FaultProxy Proxy) : IAsyncDisposable
    {
        public static async Task<Scene> StartAsync(bool realLocks)
        {
            var account = AzuriteServer.NewAccount();
            var proxy = await FaultProxy.StartAsync(account, AppProcess.TaskHub);
            var app = new AppProcess(account, proxy, shortLocks: !realLocks);
            await app.StartAsync(Caps);
            return new Scene(app, proxy);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }
}
