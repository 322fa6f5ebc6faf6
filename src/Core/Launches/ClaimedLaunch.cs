using System.Globalization;

namespace LaunchAgent.Core.Launches;

/// <summary>The exclusive right to work on a launch, as the orchestration of the claim gets it.</summary>
/// <param name="LaunchId">The launch.</param>
/// <param name="Claim">Number of the claim, from 1.</param>
/// <param name="ClaimedAt">When the claim was made.</param>
public sealed record ClaimedLaunch(string LaunchId, int Claim, DateTimeOffset ClaimedAt)
{
    /// <summary>The orchestration's instance id: one per claim, never used again.</summary>
    public string InstanceId => InstanceIdOf(LaunchId, Claim);

    /// <summary>The claim that a slot row stands for.</summary>
    public static ClaimedLaunch Of(SlotRow slot) => new(slot.Id.ToString(), slot.Claim, slot.ClaimedAt);

    /// <summary>The instance id of a claim's orchestration.</summary>
    public static string InstanceIdOf(string launchId, int claim) => $"{launchId}.{claim.ToString(CultureInfo.InvariantCulture)}";
}
