using System.Text.Json;

namespace LaunchAgent.Contracts.Launches;

/// <summary>What a launch was asked to do.</summary>
/// <param name="Submitted">As it was sent, secrets blanked; a JSON text if it was not JSON.</param>
/// <param name="Resolved">What runs: after the defaults of job, queue and template, secrets blanked; null if it was rejected.</param>
public sealed record LaunchSpecView(JsonElement Submitted, ResolvedSpec? Resolved);
