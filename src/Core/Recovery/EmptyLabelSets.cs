using Azure.Data.Tables;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// The last launch of a label set was claimed or cancelled; its row would be read by every claim from then on. The row is read before its due
/// rows: an arrival in between writes it anew, and the delete, which names what was read, is refused.
/// </summary>
public sealed class EmptyLabelSets(LaunchTables tables) : IQueueRepair
{
    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        var waiting = await scope.WaitingAsync(cancellationToken);
        foreach (var row in waiting.LabelSets)
        {
            if (!await IsWaitedInAsync(RowKeys.DuePrefix(LabelSetRow.From(row).Hash), waiting, scope.Partition, cancellationToken))
            {
                await tables.Launches.CommitAsync(
                    [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), row.ETag)], cancellationToken);
            }
        }
    }

    private async Task<bool> IsWaitedInAsync(string prefix, WaitingRows waiting, string partition, CancellationToken cancellationToken) =>
        waiting.Due.Any(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal))
        || (!waiting.IsAll && (await tables.Launches.QueryPrefixAsync(partition, prefix, maximumRows: 1, cancellationToken)).Count > 0);
}
