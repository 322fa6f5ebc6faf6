namespace LaunchAgent.Core.Recovery;

/// <summary>Like <see cref="IQueueHealing"/>, for what does not belong to a single run queue of this agent.</summary>
public interface IAgentHealing
{
    /// <summary>Looks once.</summary>
    Task HealAsync(CancellationToken cancellationToken);
}
