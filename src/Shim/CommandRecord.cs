using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Shim;

/// <summary>The running command, as the shim noted it.</summary>
internal sealed record CommandRecord(ProcessIdentity Process, DateTimeOffset StartedAt);
