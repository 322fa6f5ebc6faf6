using Azure;
using Azure.Data.Tables;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>What must still happen after a launch ended. Its row is written with the end itself and deleted when all of it is done.</summary>
public sealed class Outbox(LaunchTables tables, Dispatcher dispatcher)
{
    /// <summary>Does what is left for one launch: the slot it gave back is offered to the next. Safe to repeat.</summary>
    public async Task WorkOffAsync(LaunchId id, string queue, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await dispatcher.DispatchAsync(queue, client, cancellationToken);
        await tables.Launches.CommitAsync(
            [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(id.Partition, RowKeys.Outbox(id)), ETag.All)],
            cancellationToken);
    }

    /// <summary>Does what is left for every launch of a queue that ended.</summary>
    public async Task WorkOffAllAsync(string queue, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var rows = await tables.Launches.QueryPrefixAsync(
            LaunchId.PartitionOf(queue), RowKeys.OutboxRows, maximumRows: null, cancellationToken);
        foreach (var row in rows)
            await WorkOffAsync(LaunchId.From(row.PartitionKey, row.RowKey[RowKeys.OutboxRows.Length..]), queue, client, cancellationToken);
    }
}
