using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Retention;

/// <summary>Run queues with launches that no living agent looks after: it is gone, its settings changed, or the queue was removed.</summary>
public sealed class UnservedQueues(LaunchTables tables, QueueCatalog queues, AgentDirectory agents, AgentOptions self)
{
    /// <summary>Their partitions. A removed queue is known by what the daily removal of its launches left of it.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var served = (await agents.ListAsync(cancellationToken))
            .Where(agent => !agents.IsSilent(agent))
            .SelectMany(agent => agent.Queues)
            .Concat(self.Queues)
            .Append(QueueNames.Rejected)
            .Select(LaunchId.PartitionOf);
        var cleaned = await tables.Directory.QueryAsync(RetentionRow.Partition, " ", "~", maximumRows: null, cancellationToken);
        return
        [
            .. (await queues.ListAsync(cancellationToken)).Select(LaunchId.PartitionOf)
                .Concat(cleaned.Select(row => row.RowKey))
                .Except(served, StringComparer.Ordinal),
        ];
    }
}
