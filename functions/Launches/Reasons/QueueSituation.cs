using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches.Reasons;

/// <summary>How a run queue stands, as far as it decides who of it is claimed.</summary>
/// <param name="Header">The queue; null when it does not exist any more.</param>
/// <param name="Slots">Its claims.</param>
/// <param name="Agents">The agents that serve it.</param>
/// <param name="FullExecutors">Names of executors that run as much as they can.</param>
public sealed record QueueSituation(
    QueueHeader? Header, IReadOnlyList<SlotRow> Slots, IReadOnlyList<AgentSituation> Agents, IReadOnlyList<string> FullExecutors)
{
    /// <summary>The limit that counts now, which an override may have changed; <see cref="QueueConfig.Unlimited"/> is none.</summary>
    public int Limit { get; init; } = Header?.Config.MaxConcurrency ?? QueueConfig.Unlimited;
}
