namespace LaunchAgent.Shim;

/// <summary>How a command ended, as the shim noted it. <paramref name="StartedAt"/> is null when it never started.</summary>
internal sealed record ExitRecord(int ExitCode, string? Signal, DateTimeOffset? StartedAt, DateTimeOffset EndedAt, string? Error);
