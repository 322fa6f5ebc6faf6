using Azure;
using Azure.Data.Tables;

namespace LaunchAgent.Storage;

/// <summary>Rows by ranges of their keys.</summary>
public static class RowRange
{
    private const int MostActions = 100;

    /// <summary>The end (exclusive) of the keys that begin with a prefix. Keys are ASCII, so one more than its last character.</summary>
    public static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>Reads all rows of a partition whose keys begin with a prefix, or the first of them.</summary>
    public static Task<IReadOnlyList<TableEntity>> QueryPrefixAsync(
        this ITable table, string partitionKey, string prefix, int? maximumRows, CancellationToken cancellationToken) =>
        table.QueryAsync(partitionKey, prefix, EndOf(prefix), maximumRows, cancellationToken);

    /// <summary>Deletes rows of a partition, whatever they are by now; those that are gone are.</summary>
    public static async Task DeleteAllAsync(this ITable table, string partitionKey, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var rows in keys.Chunk(MostActions))
        {
            TableTransactionAction[] deletes =
                [.. rows.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partitionKey, key), ETag.All))];
            if ((await table.CommitAsync(deletes, cancellationToken)).IsCommitted || deletes.Length == 1)
                continue;

            // One that is gone refuses the others.
            foreach (var delete in deletes)
                await table.CommitAsync([delete], cancellationToken);
        }
    }
}
