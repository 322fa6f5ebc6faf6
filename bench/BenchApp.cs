using System.Diagnostics;
using System.Text.Json;
using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Bench;

/// <summary>A host process with the settings as delivered, and what storage knows of its launches. The app is asked nothing, so that it calls for nobody.</summary>
internal sealed class BenchApp(AppProcess app) : IAsyncDisposable
{
    private const string Log = "calls.log";

    // Long enough for the last link of the watch chain and the last polls of what just ended.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

    public string CallLog => Path.Combine(app.Folder, Log);

    public static async Task<BenchApp> StartAsync()
    {
        var app = new BenchApp(await AppProcess.StartedAsync(
            ("EMULATOR_CALL_LOG", Log),
            ("EMULATOR_QUEUE_LOCK", "00:00:30"),
            ("LAUNCH_CLAIM_SETTLE_SECONDS", "30"),
            ("LAUNCH_HEARTBEAT_SCHEDULE", "*/30 * * * * *"),
            ("LAUNCH_RECONCILE_SCHEDULE", "0 * * * * *"),
            ("LAUNCH_SWEEPS_SCHEDULE", "0 * * * * *"),
            ("LAUNCH_WATCH_PATIENCE_SECONDS", "60")));
        await app.SettleAsync();
        return app;
    }

    public Task SettleAsync() => Task.Delay(Quiet);

    public Task SendAsync(string name) =>
        app.SendAsync(JsonSerializer.Serialize(new { name, command = new[] { "true" }, working_dir = app.Folder }));

    /// <summary>Waits until so many launches have ended in all, and returns them.</summary>
    public async Task<IReadOnlyList<LaunchRow>> EndedAsync(int count)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(5);)
        {
            var rows = await LaunchesAsync();
            if (rows.Count(row => row.State.IsFinal()) >= count)
                return rows;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"{count} launches have not ended in five minutes.\n{app.Output}");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<List<LaunchRow>> LaunchesAsync()
    {
        var rows = new List<LaunchRow>();
        var filter = TableClient.CreateQueryFilter($"RowKey ge {RowKeys.Launches} and RowKey lt {RowRange.EndOf(RowKeys.Launches)}");
        await foreach (var row in new TableClient(app.Connection, LaunchTables.LaunchesName).QueryAsync<TableEntity>(filter))
            rows.Add(LaunchRow.From(row));
        return rows;
    }
}
