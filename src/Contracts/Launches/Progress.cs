namespace LaunchAgent.Contracts.Launches;

/// <summary>What a workload says of its progress.</summary>
/// <param name="Value">0 to 1, if it can be said.</param>
/// <param name="Text">In words.</param>
public sealed record Progress(double? Value, string? Text);
