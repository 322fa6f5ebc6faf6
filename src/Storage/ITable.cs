using Azure.Data.Tables;

namespace LaunchAgent.Storage;

/// <summary>
/// One storage table, by the four operations that the app builds on. Storage is where the outside begins: beside the
/// real tables there is a fake of the same rules in memory, and the same tests hold both to them.
/// </summary>
public interface ITable
{
    /// <summary>Reads one row; null when there is none.</summary>
    Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken);

    /// <summary>
    /// Reads rows of one partition in key order, from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive):
    /// at most <paramref name="maximumRows"/>, all of them when it is null.
    /// </summary>
    Task<IReadOnlyList<TableEntity>> QueryAsync(
        string partitionKey, string from, string to, int? maximumRows, CancellationToken cancellationToken);

    /// <summary>
    /// Commits an entity-group transaction: all of it or nothing. That a condition did not hold is an answer and no exception,
    /// and it may be our own success: the client re-sends a transaction whose answer was lost.
    /// </summary>
    Task<CommitResult> CommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken);

    /// <summary>Creates the table if it does not exist.</summary>
    Task CreateIfNotExistsAsync(CancellationToken cancellationToken);
}
