using Azure;
using Azure.Data.Tables;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Attempts;

/// <summary>
/// What must still happen after a claim ended: what it held of limits is given back, and the room is offered to the next. A row remembers
/// it when there is anything to give back; it is written with the end itself and deleted when all of it is done.
/// </summary>
public sealed class Outbox(LaunchTables tables, LimitTable limits, AgentNotifier agents, Dispatcher dispatcher)
{
    private const int MaximumRows = 100;

    /// <summary>Does what is left for one claim. Safe to repeat.</summary>
    public Task WorkOffAsync(LaunchId id, int claim, string queue, IReadOnlyList<LimitHold> held, CancellationToken cancellationToken) =>
        held.Count == 0
            ? dispatcher.DispatchAsync(queue, cancellationToken)
            : WorkOffAsync([new OutboxRow(id, claim, held)], queue, cancellationToken);

    /// <summary>Does what is left for every claim of a queue that ended.</summary>
    public async Task WorkOffAllAsync(string queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await tables.Launches.QueryPrefixAsync(
                LaunchId.PartitionOf(queue), RowKeys.OutboxRows, MaximumRows, cancellationToken);
            if (rows.Count > 0)
                await WorkOffAsync([.. rows.Select(OutboxRow.From)], queue, cancellationToken);
            if (rows.Count < MaximumRows)
                return;
        }
    }

    private async Task WorkOffAsync(IReadOnlyList<OutboxRow> rows, string queue, CancellationToken cancellationToken)
    {
        LimitHold[] freed = [.. rows.SelectMany(row => row.Limits)];
        await limits.GiveBackAsync(freed, cancellationToken);
        await dispatcher.DispatchFreedAsync(queue, freed, cancellationToken);
        foreach (var row in rows)
        {
            // Left on its queue until it comes back.
            if (row.Wake is { } agent)
                await agents.SendAsync(agent, Wakeup.ToWake(row.Id, row.Claim), cancellationToken);
            await tables.Launches.CommitAsync(
                [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.Id.Partition, RowKeys.Outbox(row.Id, row.Claim)), ETag.All)],
                cancellationToken);
        }
    }
}
