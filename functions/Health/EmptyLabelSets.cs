using Azure.Data.Tables;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Health;

/// <summary>
/// The last launch of a label set was claimed or cancelled; its row would be read by every claim from then on. The row is read before its due
/// rows: an arrival in between writes it anew, and the delete, which names what was read, is refused.
/// </summary>
public sealed class EmptyLabelSets(LaunchTables tables) : IQueueHealing
{
    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        foreach (var row in await tables.Launches.QueryPrefixAsync(scope.Partition, RowKeys.LabelSets, maximumRows: null, cancellationToken))
        {
            var due = await tables.Launches.QueryPrefixAsync(
                scope.Partition, RowKeys.DuePrefix(LabelSetRow.From(row).Hash), maximumRows: 1, cancellationToken);
            if (due.Count == 0)
            {
                await tables.Launches.CommitAsync(
                    [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), row.ETag)], cancellationToken);
            }
        }
    }
}
