using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>A launch that may be claimed, with what the claim would count against.</summary>
/// <param name="Due">Its due row.</param>
/// <param name="Limits">The limits that are set; the others are not named.</param>
public sealed record ClaimCandidate(DueRow Due, IReadOnlyList<ConcurrencyLimit> Limits);
