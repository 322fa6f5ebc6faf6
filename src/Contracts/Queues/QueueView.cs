using System.Text.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Contracts.Queues;

/// <summary>A run queue.</summary>
public sealed record QueueView
{
    /// <summary>Its name: <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Grows with every change; the HTTP ETag.</summary>
    public int ConfigVersion { get; init; }

    /// <summary>Where its launches run, unless they or their manager say otherwise.</summary>
    public string? Executor { get; init; }

    /// <summary>Arguments for the executor, with <c>{{variables}}</c>.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>What a launch may set in them.</summary>
    public IReadOnlyDictionary<string, TemplateVariable> TemplateVariables { get; init; } = new Dictionary<string, TemplateVariable>();

    /// <summary>Whether priorities count; else first come, first served. Default: true.</summary>
    public bool Prioritization { get; init; } = true;

    /// <summary>How many of its launches may be claimed at once; null = any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>What happens to a launch that finds the queue at its limit.</summary>
    public OnLimit OnLimit { get; init; }

    /// <summary>Another limit for a while.</summary>
    public LimitOverride? LimitOverride { get; init; }

    /// <summary>How many may wait (approximately); null = any number.</summary>
    public int? MaxBacklog { get; init; }

    /// <summary>Added to every launch.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Defaults of its launches.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public TimeoutOptions? Timeouts { get; init; }

    /// <summary>Whether command, image and executor come only from job or queue.</summary>
    public bool SecureMode { get; init; }

    /// <summary>Whether output is kept; null = as the agent does.</summary>
    public bool? CaptureLogs { get; init; }

    /// <summary>Whether runs get W&amp;B's <c>WANDB_*</c> environment.</summary>
    public bool WandbEnv { get; init; }

    /// <summary>Gets a POST when a launch has ended, unless the launch names another.</summary>
    public string? NotifyUrl { get; init; }

    /// <summary>Whether its launches can start.</summary>
    public QueueState State { get; init; }

    /// <summary>Number of launches by state; exact up to 1,000.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>How long the launch that is due for longest has waited; null when none is due.</summary>
    public double? OldestWaitSeconds { get; init; }

    /// <summary>The wait that half of the launches claimed in the last hour did not exceed, up to their first claim, within 10 %; null when none was claimed.</summary>
    public double? WaitP50Seconds { get; init; }

    /// <summary>The wait that 95 % of them did not exceed.</summary>
    public double? WaitP95Seconds { get; init; }

    /// <summary>Its claims now.</summary>
    public IReadOnlyList<SlotView> Slots { get; init; } = [];
}
