using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Bench;

/// <summary>A table whose calls are counted as storage counts them: a query is one for each thousand rows.</summary>
internal sealed class CountingTable(ITable table) : ITable
{
    private const int Page = 1000;

    private int _calls;

    public int Calls => _calls;

    public Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return table.FindAsync(partitionKey, rowKey, cancellationToken);
    }

    public async Task<IReadOnlyList<TableEntity>> QueryAsync(
        string partitionKey, string from, string to, int? maximumRows, CancellationToken cancellationToken)
    {
        var rows = await table.QueryAsync(partitionKey, from, to, maximumRows, cancellationToken);
        Interlocked.Add(ref _calls, 1 + (rows.Count / Page));
        return rows;
    }

    public Task<CommitResult> CommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return table.CommitAsync(actions, cancellationToken);
    }

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => table.CreateIfNotExistsAsync(cancellationToken);
}
