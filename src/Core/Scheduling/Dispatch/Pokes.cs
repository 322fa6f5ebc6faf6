using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>Has all agents look for work now, instead of at their next nudge or timer: one nudge each. Pokes in quick succession are one.</summary>
public sealed class Pokes(QueueCatalog queues, AgentOptions agent, AgentDirectory agents, OtherAgents others, Nudges nudges, TimeProvider time)
{
    private const string Self = "";

    private readonly NudgeBurst _burst = new(time);

    /// <summary>Nudges every living agent. Returns the queues that one of them serves.</summary>
    public async Task<IReadOnlyList<string>> PokeAsync(CancellationToken cancellationToken)
    {
        var living = (await agents.ListAsync(cancellationToken)).Where(other => other.Name != agent.Name && !agents.IsSilent(other)).ToArray();
        var served = agent.Queues.Concat(living.SelectMany(other => other.Queues)).ToHashSet(StringComparer.Ordinal);
        var known = (await queues.ListAsync(cancellationToken)).Order(StringComparer.Ordinal);
        if (living.Length > 0)
            await others.PokeAsync(cancellationToken);
        await _burst.SendAsync(Self, delay => nudges.SendAsync(new Nudge(NudgeKind.Poke), delay, cancellationToken));
        return [.. known.Where(served.Contains)];
    }
}
