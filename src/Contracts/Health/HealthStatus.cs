namespace LaunchAgent.Contracts.Health;

/// <summary>Whether the agent can do its work.</summary>
public enum HealthStatus
{
    /// <summary>It can.</summary>
    Healthy,

    /// <summary>It cannot; the answer has status 503.</summary>
    Failing,
}
