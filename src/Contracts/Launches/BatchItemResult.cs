using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Contracts.Launches;

/// <summary>What became of one item of a batch.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Id">Its launch; null when it has errors.</param>
/// <param name="Created">Whether this request recorded it; false with an id when its idempotency key was known.</param>
/// <param name="Errors">Why it was not recorded; the pointers begin at the item.</param>
public sealed record BatchItemResult(int Index, string? Id, bool Created, IReadOnlyList<Problem> Errors);
