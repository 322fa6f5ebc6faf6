namespace LaunchAgent.Contracts.Queues;

/// <summary>Another limit for a while.</summary>
/// <param name="MaxConcurrency">How many may be claimed at once; null = any number.</param>
/// <param name="Until">When the queue's own limit counts again.</param>
public sealed record LimitOverride(int? MaxConcurrency, DateTimeOffset Until);
