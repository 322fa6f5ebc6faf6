using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>A launch that may be claimed, with what the claim would count against.</summary>
/// <param name="Due">Its due row.</param>
/// <param name="Caps">The limited caps; the others are not named.</param>
public sealed record ClaimCandidate(DueRow Due, IReadOnlyList<Cap> Caps);
