namespace LaunchAgent.Contracts.Queues;

/// <summary>What happens to a launch that finds its queue at its limit.</summary>
public enum OnLimit
{
    /// <summary>It waits.</summary>
    Enqueue,

    /// <summary>It is cancelled.</summary>
    CancelNew,
}
