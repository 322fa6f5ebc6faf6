using Azure.Data.Tables;
using LaunchAgent.Core.Executors;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queues;

/// <summary>The run queues that exist.</summary>
public sealed class QueueCatalog(LaunchTables tables, QueueDefaults defaults)
{
    /// <summary>The partition of the directory that lists them.</summary>
    internal const string Partition = "queues";

    /// <summary>The header of a queue; null when there is no such queue.</summary>
    public async Task<QueueHeader?> FindAsync(string queue, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(LaunchId.PartitionOf(queue), RowKeys.Header, cancellationToken) is { } row
            ? QueueHeader.From(row)
            : null;

    /// <summary>Names of all queues that may hold launches, <see cref="QueueNames.Rejected"/> included.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await tables.Directory.QueryAsync(Partition, " ", "~", maximumRows: null, cancellationToken);
        return [.. rows.Select(row => row.GetRequired("name")), QueueNames.Rejected];
    }

    /// <summary>Creates queue <c>default</c> unless it exists: prioritised, no limit, the local processes of this machine; in secure mode in Azure.</summary>
    public async Task CreateDefaultAsync(CancellationToken cancellationToken)
    {
        var header = new QueueHeader(
            QueueNames.Default, new QueueConfig { Executor = ExecutorCatalog.Process, SecureMode = defaults.SecureMode }, ConfigVersion: 1, Paused: false, Azure.ETag.All);

        // Listed first: a listed queue without a header is a queue that does not exist yet, and the next start goes on here.
        await tables.Directory.CommitAsync(
            [new TableTransactionAction(TableTransactionActionType.UpsertMerge, new TableEntity(Partition, header.Partition) { ["name"] = QueueNames.Default })],
            cancellationToken);
        await tables.Launches.CommitAsync(
            [new TableTransactionAction(TableTransactionActionType.Add, header.ToEntity())], cancellationToken);
    }
}
