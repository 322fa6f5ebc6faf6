using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// Decides about a claim of an agent that is gone. The rule behind it: an attempt is submitted through one executor instance only, and a process
/// that may still run keeps the slot that it was given.
/// </summary>
public static class TakeOverDecision
{
    /// <summary>What becomes of the claim.</summary>
    /// <param name="slot">The claim's slot.</param>
    /// <param name="instanceHere">The instance of this agent's executor of that name; null when it has none.</param>
    public static TakeOverKind Decide(SlotRow slot, string? instanceHere) => slot switch
    {
        { PlacedOn: null, State: LaunchState.Claimed } => TakeOverKind.Requeue,
        { PlacedOn: { } place } when place == instanceHere => TakeOverKind.Adopt,
        { DesiredState: DesiredState.Stop, Terms.Force: true } => TakeOverKind.GiveUp,
        _ => TakeOverKind.Leave,
    };
}
