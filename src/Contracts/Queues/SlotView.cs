namespace LaunchAgent.Contracts.Queues;

/// <summary>One claim in a queue.</summary>
/// <param name="LaunchId">Whose.</param>
/// <param name="Since">Since when.</param>
public sealed record SlotView(string LaunchId, DateTimeOffset Since);
