using System.Text.Json;

namespace LaunchAgent.Contracts.Launches;

/// <summary>
/// What a launch runs, by the names of the launch spec, after the defaults of its job and queue were filled in. Fixed when the launch is
/// accepted: every attempt runs the same.
/// </summary>
public sealed record ResolvedSpec
{
    /// <summary>The id that the workload sees; kept across attempts.</summary>
    public required string RunId { get; init; }

    /// <summary>The version of the job that it runs, such as <c>train:3</c>; null is none.</summary>
    public string? Job { get; init; }

    /// <summary>Name of the executor.</summary>
    public required string Executor { get; init; }

    /// <summary>Program and all its arguments, never a shell line.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where the command starts; null is a folder of the attempt's own.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Environment variables that the author gave, their macros filled in.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Files to lay out before the start, by relative path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Arguments for the executor (a JSON object): those of job, queue and launch merged, with template variables and macros filled in. In them, in the arguments and in <see cref="Env"/> only <c>${attempt}</c> is left.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>The run's parameters, which it sees as <c>LAUNCH_CONFIG</c>.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>What happens after a failure.</summary>
    public LaunchRetry Retry { get; init; } = new();

    /// <summary>How long it may take.</summary>
    public LaunchTimeouts Timeouts { get; init; } = new();

    /// <summary>What it is to W&amp;B; null when neither its spec nor its queue says so.</summary>
    public WandbRun? Wandb { get; init; }

    /// <summary>Whether output is kept.</summary>
    public bool CaptureLogs { get; init; } = true;
}
