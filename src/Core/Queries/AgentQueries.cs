using LaunchAgent.Contracts.Agents;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Queries;

/// <summary>Reads agents for people. What an agent holds is read from slots, not from what it says: a slot outlives its agent.</summary>
public sealed class AgentQueries(AgentDirectory agents, QueueCatalog queues, QueueReader rows)
{
    /// <summary>All agents that were ever heard, by name.</summary>
    public async Task<IReadOnlyList<AgentView>> ListAsync(CancellationToken cancellationToken)
    {
        var known = await agents.ListAsync(cancellationToken);
        var slots = (await SlotsAsync(cancellationToken)).ToLookup(slot => slot.Agent, StringComparer.Ordinal);
        return [.. known.Select(agent => AgentViews.Of(agent, [.. slots[agent.Name]], agents.IsSilent(agent)))];
    }

    /// <summary>One agent; null when none of that name was ever heard.</summary>
    public async Task<AgentView?> FindAsync(string name, CancellationToken cancellationToken) =>
        await agents.FindAsync(name, cancellationToken) is { } agent
            ? AgentViews.Of(agent, [.. (await SlotsAsync(cancellationToken)).Where(slot => slot.Agent == name)], agents.IsSilent(agent))
            : null;

    // Of all queues: an agent may hold claims of one that it does not serve any more.
    private async Task<IReadOnlyList<SlotRow>> SlotsAsync(CancellationToken cancellationToken)
    {
        var names = await queues.ListAsync(cancellationToken);
        var slots = await Task.WhenAll(names.Select(queue => rows.SlotsAsync(queue, cancellationToken)));
        return [.. slots.SelectMany(found => found)];
    }
}
