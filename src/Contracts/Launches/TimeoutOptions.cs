namespace LaunchAgent.Contracts.Launches;

/// <summary>How long each phase of an attempt may take, in seconds; 0 = as long as it likes.</summary>
public sealed record TimeoutOptions
{
    /// <summary>From submission to the running command; default 1800. Exceeded: crashed.</summary>
    public int? StartSeconds { get; init; }

    /// <summary>From the running command to its "ready"; default 0. Exceeded: failed.</summary>
    public int? ReadySeconds { get; init; }

    /// <summary>From the running command to its end; default 0. Exceeded: failed.</summary>
    public int? RunSeconds { get; init; }

    /// <summary>From the request to stop to force; default 60; 0 = force at once.</summary>
    public int? StopGraceSeconds { get; init; }
}
