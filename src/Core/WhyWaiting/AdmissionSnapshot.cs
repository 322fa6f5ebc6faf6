using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>How a run queue stands, as far as it decides who of it is claimed.</summary>
/// <param name="Header">The queue; null when it does not exist any more.</param>
/// <param name="Slots">Its claims.</param>
/// <param name="Agents">The agents that serve it.</param>
/// <param name="FullExecutors">Executors that run as much as they can, with the ids of the launches that they run.</param>
/// <param name="Now">The time: a limit may hold for a while only.</param>
public sealed record AdmissionSnapshot(
    QueueHeader? Header,
    IReadOnlyList<SlotRow> Slots,
    IReadOnlyList<AgentSnapshot> Agents,
    IReadOnlyDictionary<string, IReadOnlyList<string>> FullExecutors,
    DateTimeOffset Now)
{
    /// <summary>The limit that counts now, which an override may have changed; <see cref="QueueConfig.Unlimited"/> is none.</summary>
    public int Limit => Header?.LimitAt(Now) ?? QueueConfig.Unlimited;

    /// <summary>Whether the queue runs as many launches as it may.</summary>
    public bool IsLimitReached => !IsRoom(Limit);

    /// <summary>When an override ends without which there would be room; null when there is no such override.</summary>
    public DateTimeOffset? LimitEndsAt => Header?.OverrideAt(Now) is { } other && IsRoom(Header.Config.MaxConcurrency) ? other.Until : null;

    /// <summary>The agents in whose line launches with these labels stand: those that take them, and of these those that poll and live, if there are any.</summary>
    public IReadOnlyList<AgentSnapshot> TakersOf(IReadOnlyList<string> labels)
    {
        AgentSnapshot[] matching = [.. Agents.Where(agent => LabelSet.Matches(agent.Labels, labels))];
        AgentSnapshot[] polling = [.. matching.Where(agent => !agent.IsStopped)];
        AgentSnapshot[] live = [.. polling.Where(agent => !agent.IsSilent)];
        return live.Length > 0 ? live : polling.Length > 0 ? polling : matching;
    }

    private bool IsRoom(int limit) => limit == QueueConfig.Unlimited || Slots.Count < limit;
}
