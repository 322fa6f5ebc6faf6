namespace LaunchAgent.Functions.Storage;

/// <summary>Ends of key ranges.</summary>
public static class RowRange
{
    /// <summary>The end (exclusive) of the keys that begin with a prefix. Keys are ASCII, so one more than its last character.</summary>
    public static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>Reads all rows of a partition whose keys begin with a prefix, or the first of them.</summary>
    public static Task<IReadOnlyList<Azure.Data.Tables.TableEntity>> QueryPrefixAsync(
        this ITable table, string partitionKey, string prefix, int? maximumRows, CancellationToken cancellationToken) =>
        table.QueryAsync(partitionKey, prefix, EndOf(prefix), maximumRows, cancellationToken);
}
