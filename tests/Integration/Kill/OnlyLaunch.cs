using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>What storage holds of the only launch of an app that has not ended, asked without the app's help: it may be dead.</summary>
internal static class OnlyLaunch
{
    private static readonly string[] Queues = ["run-items", "run-items-poison", "wakeups-test"];

    /// <summary>Whether it ended.</summary>
    public static async Task<bool> HasEndedAsync(AppProcess app, string name)
    {
        var rows = await RowsAsync(app);
        return rows.Where(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal)).Select(LaunchRow.From).Any(launch => launch.Name == name && launch.State.IsFinal());
    }

    /// <summary>
    /// Waits until it has ended and nothing of it is left to do; says what is left if that takes too long. Messages that a dead host had in hand
    /// stay locked for ten minutes with the locks of production; then their delivery does nothing, which the runs with short locks show.
    /// </summary>
    public static async Task<string?> CleanEndAsync(AppProcess app, string name, bool realLocks = false)
    {
        try
        {
            await app.UntilAsync("the launch ends", async () => await HasEndedAsync(app, name) ? "yes" : null);
            await app.UntilAsync("nothing is left", async () => await LeftOverAsync(app, realLocks) is null ? "yes" : null);
            return null;
        }
        catch (TimeoutException)
        {
            return await LeftOverAsync(app, realLocks) ?? "too late";
        }
    }

    private static async Task<string?> LeftOverAsync(AppProcess app, bool realLocks)
    {
        foreach (var row in await RowsAsync(app))
        {
            if (row.RowKey[..1] is RowKeys.Slots or RowKeys.DueRows or RowKeys.FutureRows or RowKeys.OutboxRows)
                return $"row {row.RowKey} is left";
        }

        if (await LimitRowsAsync(app) is > 0 and var limits)
            return $"{limits} rows of limits are left";

        foreach (var queue in realLocks ? [] : Queues)
        {
            if (await MessagesAsync(app, queue) is > 0 and var messages)
                return $"{messages} messages are left on {queue}";
        }

        return null;
    }

    private static async Task<List<TableEntity>> RowsAsync(AppProcess app)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in new TableClient(app.Connection, LaunchTables.LaunchesName).QueryAsync<TableEntity>())
            rows.Add(row);
        return rows;
    }

    private static async Task<int> LimitRowsAsync(AppProcess app) =>
        await new TableClient(app.Connection, LaunchTables.LimitsName).QueryAsync<TableEntity>().CountAsync(row => row.RowKey != LimitKeys.Header);

    private static async Task<int> MessagesAsync(AppProcess app, string queue)
    {
        try
        {
            return (await new QueueClient(app.Connection, queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return 0;
        }
    }
}
