namespace LaunchAgent.Contracts.Launches;

/// <summary>What became of a batch of launches.</summary>
/// <param name="Results">One for each item, in their order.</param>
public sealed record BatchResult(IReadOnlyList<BatchItemResult> Results);
