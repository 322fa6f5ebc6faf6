namespace LaunchAgent.Core.Launches;

/// <summary>What became of a run item.</summary>
/// <param name="Id">The launch, or the record of its rejection.</param>
/// <param name="Queue">The queue it is in.</param>
/// <param name="DueAt">When it may be claimed.</param>
public sealed record AcceptedLaunch(LaunchId Id, string Queue, DateTimeOffset DueAt);
