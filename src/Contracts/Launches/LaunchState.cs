namespace LaunchAgent.Contracts.Launches;

/// <summary>Where a launch is in its life. On the wire in lower snake case.</summary>
public enum LaunchState
{
    /// <summary>Waits for its turn, or for its start time.</summary>
    Pending,

    /// <summary>An agent holds it; nothing is submitted yet.</summary>
    Claimed,

    /// <summary>Submitted to an executor; its command has not been seen running.</summary>
    Starting,

    /// <summary>Its command runs.</summary>
    Running,

    /// <summary>Asked to stop; its command still runs.</summary>
    Stopping,

    /// <summary>An attempt ended; the next one waits for its back-off.</summary>
    AwaitingRetry,

    /// <summary>Final: exit code 0.</summary>
    Finished,

    /// <summary>Final: the user's code said no, or ran out of its own time.</summary>
    Failed,

    /// <summary>Final: the infrastructure did not carry it.</summary>
    Crashed,

    /// <summary>Final: stopped on request, or before it began.</summary>
    Cancelled,

    /// <summary>Final: could never be a launch; see its errors.</summary>
    Rejected,
}
