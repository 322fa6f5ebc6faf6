namespace LaunchAgent.Core.Submission;

/// <summary>What became of a new launch.</summary>
/// <param name="Id">The launch; the first one that used its idempotency key, when that is another.</param>
/// <param name="IsNew">Whether this call wrote it, as far as can be told: a lost answer makes an own success look known.</param>
/// <param name="IsSameBody">Whether a known key was used with the same body.</param>
public sealed record InsertResult(LaunchId Id, bool IsNew, bool IsSameBody);
