namespace LaunchAgent.Core.Recovery;

/// <summary>Like <see cref="IQueueRepair"/>, for what does not belong to a single run queue of this agent.</summary>
public interface IAgentRepair
{
    /// <summary>Looks once.</summary>
    Task HealAsync(CancellationToken cancellationToken);
}
