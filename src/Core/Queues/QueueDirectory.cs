using Azure.Data.Tables;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// The list of run queues, while they are created and removed. A queue is two rows in two tables; whoever is about to write the second one
/// leaves a mark here first, and healing looks after whatever is marked.
/// </summary>
public sealed class QueueDirectory(LaunchTables tables, TimeProvider time)
{
    /// <summary>The queues that are marked.</summary>
    public async Task<IReadOnlyList<QueueListing>> ListUnsettledAsync(CancellationToken cancellationToken)
    {
        var rows = await tables.Directory.QueryAsync(QueueCatalog.Partition, " ", "~", maximumRows: null, cancellationToken);
        return [.. rows.Select(QueueListing.From).Where(listing => listing.IsUnsettled)];
    }

    /// <summary>Lists a queue, and marks it.</summary>
    public Task MarkAsync(string queue, CancellationToken cancellationToken) => tables.Directory.CommitAsync(
        [new(TableTransactionActionType.UpsertMerge, QueueListing.Unsettled(queue, time.GetUtcNow()))], cancellationToken);

    /// <summary>Takes the mark away, unless somebody has left another one.</summary>
    public Task SettleAsync(QueueListing listing, CancellationToken cancellationToken) =>
        tables.Directory.CommitAsync([new(TableTransactionActionType.UpdateMerge, listing.ToSettled(), listing.ETag)], cancellationToken);

    /// <summary>Takes the queue off the list, unless somebody has marked it again.</summary>
    public Task ForgetAsync(QueueListing listing, CancellationToken cancellationToken) =>
        tables.Directory.CommitAsync([new(TableTransactionActionType.Delete, listing.ToSettled(), listing.ETag)], cancellationToken);
}
