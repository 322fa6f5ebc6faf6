namespace LaunchAgent.Contracts.Launches;

/// <summary>One try of a launch on an executor.</summary>
public sealed record AttemptView
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>Where.</summary>
    public string? Executor { get; init; }

    /// <summary>What the executor calls it: a process id, a container, a pod.</summary>
    public string? ExternalId { get; init; }

    /// <summary>When it was handed to the executor.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When its command began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it said it was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Exit code; null if it ended without one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Number of the signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>Why it did not finish.</summary>
    public LaunchError? Error { get; init; }
}
