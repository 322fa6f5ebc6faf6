using System.Text.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Contracts.Jobs;

/// <summary>One version of a job; versions never change.</summary>
public sealed record JobView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    /// <summary>Where W&amp;B knows it: entity/project/name:alias.</summary>
    public string? Source { get; init; }

    /// <summary>Container image.</summary>
    public string? Image { get; init; }

    /// <summary>Program and fixed arguments.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments after the command.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Default parameters.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>JSON schema of the parameters.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>Arguments for the executor.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public TimeoutOptions? Timeouts { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>When this version was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
