using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>Has all agents look for work now, instead of at their next wake-up or timer: one wake-up each. Pokes in quick succession are one.</summary>
public sealed class WakeAll(QueueCatalog queues, AgentOptions agent, AgentDirectory agents, AgentNotifier others, WakeupQueue wakeups, TimeProvider time)
{
    private const string Self = "";

    private readonly WakeupBurst _burst = new(time);

    /// <summary>Wakes every living agent. Returns the queues that one of them serves.</summary>
    public async Task<IReadOnlyList<string>> PokeAsync(CancellationToken cancellationToken)
    {
        var living = (await agents.ListAsync(cancellationToken)).Where(other => other.Name != agent.Name && !agents.IsSilent(other)).ToArray();
        var served = agent.Queues.Concat(living.SelectMany(other => other.Queues)).ToHashSet(StringComparer.Ordinal);
        var known = (await queues.ListAsync(cancellationToken)).Order(StringComparer.Ordinal);
        if (living.Length > 0)
            await others.PokeAsync(cancellationToken);
        await _burst.SendAsync(Self, delay => wakeups.SendAsync(new Wakeup(WakeupKind.Poke), delay, cancellationToken));
        return [.. known.Where(served.Contains)];
    }
}
