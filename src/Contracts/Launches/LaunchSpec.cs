using System.Text.Json;
using System.Text.Json.Serialization;

namespace LaunchAgent.Contracts.Launches;

/// <summary>
/// What someone wants to be run, where and how. Null means "not given": defaults come later, from the job and the queue.
/// Read one from outside with the parser; limits are in <see cref="SpecLimits"/>.
/// </summary>
public sealed record LaunchSpec
{
    /// <summary>Version of this shape; missing means 1, the only one.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Run queue; default: <c>default</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>The same key in the same queue names the same launch for as long as it is kept.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Name for people; not unique.</summary>
    public string? Name { get; init; }

    /// <summary>Who wants it.</summary>
    public string? Author { get; init; }

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>A job, <c>name</c> or <c>name:version</c>; without a version the latest.</summary>
    public string? Job { get; init; }

    /// <summary>A container image, for executors that run images.</summary>
    public string? Image { get; init; }

    /// <summary>Program and fixed arguments, one text each; never a shell line.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments after the command.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Folder the command starts in; default: the attempt's own folder.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Environment variables; no secrets.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Environment variables whose values are references: <c>setting://NAME</c> or <c>keyvault://vault/secret</c>.</summary>
    public IReadOnlyDictionary<string, string>? SecretEnv { get; init; }

    /// <summary>Parameters of the run (a JSON object); the command finds them in <c>LAUNCH_CONFIG</c>.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Text files by relative path, written into the attempt's folder before the command starts.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>A named executor; default: the manager's, else the queue's.</summary>
    public string? Executor { get; init; }

    /// <summary>Arguments for the executor (a JSON object), merged over those of job and queue.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>Values for the queue's template variables: text, number or boolean.</summary>
    public IReadOnlyDictionary<string, JsonElement>? TemplateVariables { get; init; }

    /// <summary>Rank in a prioritised queue; default: medium.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The agent must have all of these.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Not before this time; default: now.</summary>
    public DateTimeOffset? ScheduledStartTime { get; init; }

    /// <summary>What happens after a failure.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>How long each phase may take.</summary>
    public TimeoutOptions? Timeouts { get; init; }

    /// <summary>What the workload sees as its run; default: made from the launch's id.</summary>
    public string? RunId { get; init; }

    /// <summary>The sweep it belongs to.</summary>
    public string? SweepId { get; init; }

    /// <summary>Whether its output is kept; default: the queue's, else the agent's.</summary>
    public bool? CaptureLogs { get; init; }

    /// <summary>Gets a POST when the launch has ended.</summary>
    public string? NotifyUrl { get; init; }

    /// <summary>W3C trace context of the sender.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The manager that owns it.</summary>
    public string? Manager { get; init; }

    /// <summary>The registration (mailbox) it serves.</summary>
    public string? RegistrationId { get; init; }

    /// <summary>What to run, if it is an actor; its command comes from the job.</summary>
    public ActorSpec? Actor { get; init; }

    /// <summary>For use inside the app, refused from outside: what a W&amp;B run spec says that a launch spec has no word for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WandbOrigin? WandbOrigin { get; init; }

    /// <summary>For use inside the app, refused from outside: it runs a sweep's scheduler, and so counts against <c>max_schedulers</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSweepScheduler { get; init; }
}
