using Azure;
using Azure.Data.Tables;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Launches that become due later: scheduled ones, and those in back-off. They hold no slot and are looked at only when one may be due.</summary>
public sealed class FutureIndex(LaunchTables tables, TimeProvider time)
{
    // Each launch takes three operations and at most one more for its label set, of the hundred of a transaction.
    private const int MaximumReleases = 25;

    /// <summary>Moves what is due now to the due rows.</summary>
    public async Task ReleaseAsync(string queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await tables.Launches.QueryAsync(
                LaunchId.PartitionOf(queue), RowKeys.FutureRows, RowKeys.FutureUpTo(time.GetUtcNow()), MaximumReleases, cancellationToken);
            if (rows.Count == 0)
                return;

            // A refusal means that somebody else moved or cancelled one of them, or that our answer was lost: look again.
            await tables.Launches.CommitAsync(ActionsFor([.. rows.Select(DueRow.From)]), cancellationToken);
        }
    }

    private static List<TableTransactionAction> ActionsFor(IReadOnlyList<DueRow> due) =>
    [
        .. due.SelectMany(row => new TableTransactionAction[]
        {
            new(TableTransactionActionType.Delete, new TableEntity(row.Id.Partition, row.FutureKey), row.ETag),
            new(TableTransactionActionType.Add, row.ToEntity(row.Key)),
            new(TableTransactionActionType.UpdateMerge, new TableEntity(row.Id.Partition, RowKeys.Launch(row.Id)) { ["index_key"] = row.Key }, ETag.All),
        }),
        .. due.DistinctBy(row => row.Labels.Hash).Select(row =>
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, row.Labels.ToEntity(row.Id.Partition))),
    ];
}
