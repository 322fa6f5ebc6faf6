using LaunchAgent.Functions.Executors.Posix;

namespace LaunchAgent.Functions.Executors.Shims;

/// <summary>The running command, as the shim noted it.</summary>
internal sealed record CommandRecord(ProcessIdentity Process, DateTimeOffset StartedAt);
