using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Core.Launches;

/// <summary>How a launch ended.</summary>
/// <param name="State">The final state.</param>
/// <param name="Error">Why it did not finish; null when it did.</param>
public sealed record LaunchOutcome(LaunchState State, LaunchError? Error);
