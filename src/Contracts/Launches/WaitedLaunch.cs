using System.Text.Json;

namespace LaunchAgent.Contracts.Launches;

/// <summary>How a launch that was waited for ended.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">A final state.</param>
/// <param name="Error">Why it did not finish.</param>
/// <param name="Result">What it left as its result.</param>
public sealed record WaitedLaunch(string Id, LaunchState State, LaunchError? Error, JsonElement? Result);
