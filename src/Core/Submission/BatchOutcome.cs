using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Submission;

/// <summary>What became of a batch.</summary>
/// <param name="Results">One for each item.</param>
/// <param name="Accepted">What was recorded, to be offered slots.</param>
public sealed record BatchOutcome(IReadOnlyList<BatchItemResult> Results, IReadOnlyList<AcceptedLaunch> Accepted);
