using System.Text.Json;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Contracts.Launches;

/// <summary>A launch as lists show it. Times are UTC; null means "not yet" or "not asked for".</summary>
public record LaunchView
{
    /// <summary>Names the launch for ever.</summary>
    public required string Id { get; init; }

    /// <summary>The run queue it was put on; it never changes.</summary>
    public required string Queue { get; init; }

    /// <summary>Name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Who wanted it.</summary>
    public string? Author { get; init; }

    /// <summary>Free words.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where it is in its life.</summary>
    public required LaunchState State { get; init; }

    /// <summary>Why it is where it is; null once it is final.</summary>
    public Reason? Reason { get; init; }

    /// <summary>What its owner wants of it.</summary>
    public DesiredState DesiredState { get; init; }

    /// <summary>Rank among those that wait.</summary>
    public Priority Priority { get; init; }

    /// <summary>The agent must have all of these.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The job it runs, with its version.</summary>
    public string? Job { get; init; }

    /// <summary>Where it runs, or ran.</summary>
    public string? Executor { get; init; }

    /// <summary>The agent that claimed it last.</summary>
    public string? Agent { get; init; }

    /// <summary>The manager that owns it.</summary>
    public string? Manager { get; init; }

    /// <summary>The mailbox it serves.</summary>
    public string? RegistrationId { get; init; }

    /// <summary>The sweep it belongs to.</summary>
    public string? SweepId { get; init; }

    /// <summary>What the workload sees as its run; the same in every attempt.</summary>
    public string? RunId { get; init; }

    /// <summary>How often it was preempted and began again.</summary>
    public int ResumeCount { get; init; }

    /// <summary>The launch that this one repeats on request.</summary>
    public string? RetryOf { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When an agent took it, last.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>When the command of the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last attempt said it was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it became final.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it waited over 15 seconds past its due time.</summary>
    public bool Late { get; init; }

    /// <summary>Number of the last attempt, from 1; 0 = none yet.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts after the first that it may have.</summary>
    public int MaxRetries { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the workload last said of its progress.</summary>
    public Progress? Progress { get; init; }

    /// <summary>What the workload left as its result.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Exit code of the last attempt.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it failed, crashed or was rejected.</summary>
    public LaunchError? Error { get; init; }

    /// <summary>What it ran in spite of.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];
}
