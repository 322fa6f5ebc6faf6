namespace LaunchAgent.Shim;

/// <summary>A stop that was asked for. Written before any signal is sent, so that it cannot get lost between two of them.</summary>
/// <param name="Force">Ask (SIGTERM) or end (SIGKILL).</param>
/// <param name="At">When this was first asked.</param>
/// <param name="Sent">The signal is out; asking again sends no second SIGTERM, which some programs take for more.</param>
internal sealed record StopRecord(bool Force, DateTimeOffset At, bool Sent);
