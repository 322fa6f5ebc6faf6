using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Retention;

/// <summary>
/// The rows of agents that were not heard of for as long as ended launches are kept, and that hold nothing. Once a day in each process.
/// An agent that comes back writes its row first, and then a removal as it was read is refused.
/// </summary>
public sealed class GoneAgents(
    LaunchTables tables, AgentDirectory agents, AgentOptions self, QueueCatalog queues, QueueReader rows, RetentionOptions options, TimeProvider time, ILogger<GoneAgents> logger)
    : IAgentRepair
{
    private readonly OnceADay _turn = new(time);

    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        if (options.Keep is not { } keep || !_turn.IsDue)
            return;

        // One that was told to stop stays: the headers of its queues say so, and only its row can take that back.
        var gone = (await agents.ListAsync(cancellationToken))
            .Where(agent => agent.HeartbeatAt < time.GetUtcNow() - keep && agent is { Stopped: false, IsWishDone: true } && agent.Name != self.Name)
            .ToArray();
        if (gone.Length > 0)
            await RemoveAsync(gone, await HoldersAsync(cancellationToken), cancellationToken);
        _turn.Done();
    }

    private async Task<HashSet<string>> HoldersAsync(CancellationToken cancellationToken)
    {
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var queue in await queues.ListAsync(cancellationToken))
            holders.UnionWith((await rows.SlotsAsync(queue, cancellationToken)).Select(slot => slot.Agent));
        return holders;
    }

    private async Task RemoveAsync(IEnumerable<AgentRow> gone, HashSet<string> holders, CancellationToken cancellationToken)
    {
        var links = await DelayedDispatchRow.ListAsync(tables.Directory, cancellationToken);
        foreach (var agent in gone.Where(agent => !holders.Contains(agent.Name)))
        {
            // Before the agent's own row, by which they are found.
            await tables.Directory.DeleteAllAsync(
                DelayedDispatchRow.Partition, links.Where(link => link.Agent == agent.Name).Select(link => DelayedDispatchRow.KeyOf(link.Agent, link.Queue)), cancellationToken);
            var row = new TableEntity(AgentRow.Partition, AgentRow.KeyOf(agent.Name));
            if ((await tables.Directory.CommitAsync([new(TableTransactionActionType.Delete, row, agent.ETag)], cancellationToken)).IsCommitted)
                logger.AgentRemoved(agent.Name, agent.HeartbeatAt);
        }
    }
}
