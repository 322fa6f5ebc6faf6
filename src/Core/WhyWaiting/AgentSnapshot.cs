namespace LaunchAgent.Core.WhyWaiting;

/// <summary>What of an agent decides whether it takes a launch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels, normalised.</param>
/// <param name="IsStopped">Whether it was told to stop polling, or has made all its polls.</param>
/// <param name="IsSilent">Whether it has not been heard for too long.</param>
/// <param name="IsFull">Whether it holds as many launches of this kind as it may.</param>
public sealed record AgentSnapshot(string Name, IReadOnlyList<string> Labels, bool IsStopped, bool IsSilent, bool IsFull);
