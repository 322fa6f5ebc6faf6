namespace LaunchAgent.Core.Recovery;

/// <summary>
/// One thing that a host which died between two writes may have left behind in a run queue, and how it is put right. Safe to run twice
/// at once; a run may be cut short, and the next one goes on.
/// </summary>
public interface IQueueRepair
{
    /// <summary>Looks after one queue of this agent.</summary>
    Task HealAsync(QueueScope scope, CancellationToken cancellationToken);
}
