namespace LaunchAgent.Contracts.Launches;

/// <summary>One change of a launch's state.</summary>
/// <param name="At">When.</param>
/// <param name="State">To what.</param>
/// <param name="ReasonCode">Why, as a code.</param>
/// <param name="By">Who: an agent, a user, a timer.</param>
public sealed record HistoryEntry(DateTimeOffset At, LaunchState State, string? ReasonCode, string? By);
