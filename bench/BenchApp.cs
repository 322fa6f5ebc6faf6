using System.Diagnostics;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Support;

namespace LaunchAgent.Bench;

/// <summary>
/// The app on the local host with the settings as delivered, behind a proxy that counts its calls. What became of launches is asked of storage, past the
/// proxy and past the app, so that nothing is counted but what happens anyway.
/// </summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private const string TaskHub = "LaunchAgent";

    // Long enough for the last look of the monitor and the last polls of what just ended.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

    // A start leaves itself a wake-up for when claims of a host before it would have settled.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(40);

    private readonly AzuriteServer _azurite = AzuriteServer.Start();
    private readonly string _account;
    private FaultProxy _proxy = null!;
    private HostProcess _host = null!;

    private BenchApp() => _account = _azurite.TakeAccount();

    public IReadOnlyList<StorageCall> Calls => _proxy.Log.Calls;

    public HttpClient Http => _host.Http;

    /// <summary>The processes whose memory and time are looked at.</summary>
    public ProcessTimes Processes => ProcessTimes.Of(_host.Facts!.Pid, _host.Facts!.WorkerPid, _azurite.Pid);

    public static async Task<BenchApp> StartAsync(bool settled = true)
    {
        var app = new BenchApp();
        app._proxy = await FaultProxy.StartAsync(app._account, TaskHub);
        app._host = new HostProcess(app._proxy) { ShortLocks = false };
        await app._host.StartAsync();
        if (settled)
            await Task.Delay(Settling);
        app.Forget();
        return app;
    }

    /// <summary>Forgets the calls so far.</summary>
    public void Forget() => _proxy.Log.Clear();

    public Task SettleAsync() => Task.Delay(Quiet);

    public Task SendAsync(string name) =>
        new QueueClient(_account, StorageClients.RunItems).SendMessageAsync(JsonSerializer.Serialize(new { name, command = new[] { "true" } }));

    /// <summary>Waits until so many launches are recorded, whatever their state.</summary>
    public Task RecordedAsync(int count) => Eventually.TrueAsync(async () => (await LaunchesAsync()).Count >= count, "all launches are recorded", TimeSpan.FromMinutes(2));

    public async Task<int> CountEndedAsync() => (await LaunchesAsync()).Count(row => row.State.IsFinal());

    /// <summary>Kills host and worker, and says how many launches had ended then.</summary>
    public async Task<int> KillAsync()
    {
        await _host.KillAsync(KillTarget.Both);
        return await CountEndedAsync();
    }

    public Task RestartAsync() => _host.StartAsync();

    /// <summary>Waits until so many launches have ended in all, and returns them.</summary>
    public async Task<IReadOnlyList<LaunchRow>> EndedAsync(int count)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(10);)
        {
            var rows = await LaunchesAsync();
            if (rows.Count(row => row.State.IsFinal()) >= count)
                return rows;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"{count} launches have not ended in ten minutes; the log is {_host.LogFile}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _proxy.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    private async Task<List<LaunchRow>> LaunchesAsync()
    {
        var rows = new List<LaunchRow>();
        var filter = TableClient.CreateQueryFilter($"RowKey ge {RowKeys.Launches} and RowKey lt {RowRange.EndOf(RowKeys.Launches)}");
        await foreach (var row in new TableClient(_account, LaunchTables.LaunchesName).QueryAsync<TableEntity>(filter))
            rows.Add(LaunchRow.From(row));
        return rows;
    }
}
