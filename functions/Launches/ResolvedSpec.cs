using System.Text.Json;

namespace LaunchAgent.Functions.Launches;

/// <summary>What a launch runs, after the defaults of its job and queue were filled in. Fixed when it is accepted; every attempt runs the same.</summary>
public sealed record ResolvedSpec
{
    /// <summary>The id that the workload sees; kept across attempts.</summary>
    public required string RunId { get; init; }

    /// <summary>Name of the executor.</summary>
    public required string Executor { get; init; }

    /// <summary>Program and arguments, never a shell string.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where the command starts; null is a folder of the attempt's own.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Environment variables that the author gave.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Files to lay out before the start, by relative path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>The run's parameters, which it sees as <c>LAUNCH_CONFIG</c>.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Attempts after the first that its author grants.</summary>
    public int MaxRetries { get; init; }

    /// <summary>How long it waits before a retry.</summary>
    public RetryBackoff Backoff { get; init; } = new();

    /// <summary>How long it may take.</summary>
    public LaunchTimeouts Timeouts { get; init; } = new();

    /// <summary>Whether output is kept.</summary>
    public bool CaptureLogs { get; init; } = true;
}
