namespace LaunchAgent.Executors.Abstractions;

/// <summary>What an executor knows of one attempt.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="ExternalId">What the place itself calls it (a process id, a job name), for people.</param>
/// <param name="StartedAt">When the command started.</param>
/// <param name="EndedAt">When the command ended; null when nobody saw it (<see cref="AttemptPhase.Lost"/>).</param>
/// <param name="ExitCode">0 to 255; 128 + n after signal n; 127 command not found; 126 could not be started.</param>
/// <param name="Signal">The signal that ended the command, such as <c>SIGKILL</c>; null when it exited by itself.</param>
/// <param name="Error">One sentence that says what went wrong around the command and what to check; null when nothing did.</param>
public sealed record AttemptObservation(
    AttemptPhase Phase,
    string? ExternalId = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null,
    int? ExitCode = null,
    string? Signal = null,
    string? Error = null);
