namespace LaunchAgent.Contracts.Launches;

/// <summary>The closed list of codes of <see cref="Reason"/>, in the order in which they are tried.</summary>
public static class ReasonCodes
{
    /// <summary>Its start time has not come.</summary>
    public const string NotDue = "not_due";

    /// <summary>The next attempt waits for its back-off.</summary>
    public const string RetryBackoff = "retry_backoff";

    /// <summary>Its sweep is paused.</summary>
    public const string SweepPaused = "sweep_paused";

    /// <summary>Its queue is paused.</summary>
    public const string QueuePaused = "queue_paused";

    /// <summary>No agent has its labels and serves its queue.</summary>
    public const string NoMatchingAgent = "no_matching_agent";

    /// <summary>The agent was told to stop polling.</summary>
    public const string AgentStopped = "agent_stopped";

    /// <summary>The agent is silent.</summary>
    public const string AgentOffline = "agent_offline";

    /// <summary>The queue runs as many as it may.</summary>
    public const string LimitReached = "limit_reached";

    /// <summary>The agent runs as many as it may.</summary>
    public const string AgentLimitReached = "agent_limit_reached";

    /// <summary>The executor runs as many as it can.</summary>
    public const string ExecutorFull = "executor_full";

    /// <summary>Nothing stands in the way but those before it.</summary>
    public const string NextInLine = "next_in_line";

    /// <summary>Claimed: an agent prepares it.</summary>
    public const string Claiming = "claiming";

    /// <summary>Claimed: the executor starts it.</summary>
    public const string Starting = "starting";

    /// <summary>Claimed: it runs.</summary>
    public const string Running = "running";

    /// <summary>Claimed: it was asked to stop.</summary>
    public const string Stopping = "stopping";
}
