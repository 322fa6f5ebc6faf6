namespace LaunchAgent.Contracts.Queues;

/// <summary>Whether the launches of a queue can start.</summary>
public enum QueueState
{
    /// <summary>They can.</summary>
    Ready,

    /// <summary>Not until it has an executor that works here.</summary>
    NotReady,

    /// <summary>Not until it is resumed.</summary>
    Paused,
}
