namespace Microsoft.DurableTask.Client;

/// <summary>The state of an orchestration.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not ended.</summary>
    Running = 0,

    /// <summary>Returned.</summary>
    Completed = 1,

    /// <summary>Not used.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew = 2,

    /// <summary>Threw.</summary>
    Failed = 3,

    /// <summary>Not used.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled = 4,

    /// <summary>Ended by a client.</summary>
    Terminated = 5,

    /// <summary>Accepted and not started.</summary>
    Pending = 6,

    /// <summary>Suspended by a client, which the emulator cannot do.</summary>
    Suspended = 7,
}
