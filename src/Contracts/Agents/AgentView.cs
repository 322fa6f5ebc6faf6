namespace LaunchAgent.Contracts.Agents;

/// <summary>An agent: a deployment as poller.</summary>
public sealed record AgentView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The machine it was last seen on.</summary>
    public string? Hostname { get; init; }

    /// <summary>The app's version.</summary>
    public string? Version { get; init; }

    /// <summary>What it does.</summary>
    public required AgentState State { get; init; }

    /// <summary>What it polls, in turn.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>What it offers.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What it gives every run; a launch's own wins.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it keeps output.</summary>
    public bool CaptureLogs { get; init; }

    /// <summary>Runs at once that are no schedulers; −1 = any number.</summary>
    public int MaxJobs { get; init; }

    /// <summary>Schedulers at once; −1 = any number.</summary>
    public int MaxSchedulers { get; init; }

    /// <summary>Runs now that are no schedulers.</summary>
    public int NumRunningJobs { get; init; }

    /// <summary>Schedulers now.</summary>
    public int NumRunningSchedulers { get; init; }

    /// <summary>What it holds now.</summary>
    public IReadOnlyList<string> LaunchIds { get; init; } = [];

    /// <summary>Dispatch passes over all its queues.</summary>
    public long Polls { get; init; }

    /// <summary>Passes after which it stops; null = never.</summary>
    public long? MaxPolls { get; init; }

    /// <summary>Last sign of life.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>Last pass.</summary>
    public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>Its state in a sentence.</summary>
    public string? StatusLine { get; init; }
}
