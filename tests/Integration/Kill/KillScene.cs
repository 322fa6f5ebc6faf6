using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>An app behind a proxy that kills it.</summary>
internal sealed record KillScene(AppProcess App, FaultProxy Proxy) : IAsyncDisposable
{
    // Limits that stop nobody: the rows of the limits are written, and must be gone in the end like all others.
    private static readonly (string, string)[] Limits = [("LAUNCH_AGENT_MAX_JOBS", "4"), ("LAUNCH_PROCESS_CAPACITY", "4")];

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    public static async Task<KillScene> StartAsync(bool realLocks)
    {
        var account = AzuriteServer.NewAccount();
        var proxy = await FaultProxy.StartAsync(account, AppProcess.TaskHub);
        var app = new AppProcess(account, proxy, shortLocks: !realLocks);
        await app.StartAsync(Limits);
        return new KillScene(app, proxy);
    }

    /// <summary>Waits for what a start or a launch still does afterwards: it is none of the next launch's.</summary>
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
