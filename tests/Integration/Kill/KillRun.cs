using System.Collections.Concurrent;
using System.Diagnostics;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Runs launches in an app that has nothing else to do: undisturbed, to count its calls, or hit at one of them.</summary>
internal static class KillRun
{
    // Limits that stop nobody: the rows of the limits are written, and must be gone in the end like all others.
    private static readonly (string, string)[] Limits = [("LAUNCH_AGENT_MAX_JOBS", "4"), ("LAUNCH_PROCESS_CAPACITY", "4")];

    // After the end come the last calls of the engine; a point among them is hit within this time or not at all.
    private static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>The calls of a launch that nobody disturbs.</summary>
    public static async Task<IReadOnlyList<StorageCall>> MeasureAsync()
    {
        await using var scene = await Scene.StartAsync(realLocks: false);
        await scene.SettleAsync();
        scene.Proxy.Log.Clear();
        var launch = await RetriedLaunch.SendAsync(scene.App);
        Assert.Empty(await launch.ProblemsAsync());
        return [.. scene.Proxy.Log.Calls.Where(KillPoint.Counts)];
    }

    /// <summary>
    /// Hits all points, a few at a time: they mostly wait. Begins no other once it has been long enough. A run that left its app in order
    /// hands it to the next one: a start of host and worker takes longer than a launch.
    /// </summary>
    public static async Task<IReadOnlyList<KillResult>> HitAllAsync(
        IReadOnlyList<KillPoint> points, int atOnce, Action<KillResult> done, Func<bool>? until = null)
    {
        var results = new List<KillResult>();
        var free = new ConcurrentBag<Scene>();
        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (point, _) =>
        {
            if (until?.Invoke() == true)
                return;
            var scene = !point.RealLocks && free.TryTake(out var settled) ? settled : await Scene.StartAsync(point.RealLocks);
            var result = await HitAsync(scene, point);
            if (result.Problems.Count == 0 && point is { RealLocks: false, Side: not KillSide.MessagesTwice })
                free.Add(scene);
            else
                await scene.DisposeAsync();
            lock (results)
            {
                results.Add(result);
                done(result);
            }
        });
        foreach (var scene in free)
            await scene.DisposeAsync();
        return results;
    }

    // Hits the launch, starts the host again if it died, and looks how the launch comes out.
    private static async Task<KillResult> HitAsync(Scene scene, KillPoint point)
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

    private sealed record Scene(AppProcess App, FaultProxy Proxy) : IAsyncDisposable
    {
        public static async Task<Scene> StartAsync(bool realLocks)
        {
            var account = AzuriteServer.NewAccount();
            var proxy = await FaultProxy.StartAsync(account, AppProcess.TaskHub);
            var app = new AppProcess(account, proxy, shortLocks: !realLocks);
            await app.StartAsync(Limits);
            return new Scene(app, proxy);
        }

        // What a start or a launch still does afterwards is none of the next launch's.
        public Task SettleAsync() => App.UntilAsync("nothing happens", () =>
        {
            var last = Proxy.Log.Calls.LastOrDefault(KillPoint.Counts)?.At ?? DateTimeOffset.MinValue;
            return Task.FromResult(DateTimeOffset.UtcNow - last > Quiet ? "quiet" : null);
        });

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }
}
