namespace LaunchAgent.Core.Agents;

/// <summary>The agents that ever had a heartbeat on this storage account; agents are deployments, so there are few.</summary>
public sealed class AgentDirectory(LaunchTables tables, ReconcileOptions options, TimeProvider time)
{
    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<AgentRow>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await tables.Directory.QueryAsync(AgentRow.Partition, " ", "~", maximumRows: null, cancellationToken);
        return [.. rows.Select(AgentRow.From).OrderBy(agent => agent.Name, StringComparer.Ordinal)];
    }

    /// <summary>One of them; null when there is none of that name.</summary>
    public async Task<AgentRow?> FindAsync(string name, CancellationToken cancellationToken) =>
        await tables.Directory.FindAsync(AgentRow.Partition, AgentRow.KeyOf(name), cancellationToken) is { } row ? AgentRow.From(row) : null;

    /// <summary>Whether an agent has not been heard for so long that it is taken for gone.</summary>
    public bool IsSilent(AgentRow agent) => agent.HeartbeatAt + options.Silence < time.GetUtcNow();
}
