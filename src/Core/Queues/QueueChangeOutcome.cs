namespace LaunchAgent.Core.Queues;

/// <summary>What became of a change to a run queue.</summary>
public enum QueueChangeOutcome
{
    /// <summary>It is so now, or was already.</summary>
    Changed,

    /// <summary>The queue is new.</summary>
    Created,

    /// <summary>There is no such queue.</summary>
    Unknown,

    /// <summary>The queue has not the version that the caller asked for.</summary>
    Mismatch,

    /// <summary>The queue is being removed.</summary>
    BeingRemoved,

    /// <summary>The queue has launches that have not ended.</summary>
    InUse,

    /// <summary>The queue is gone.</summary>
    Removed,
}
