using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Core.Launches;

/// <summary>What the next step of a claimed launch is decided from, beside the observation of its attempt and the time.</summary>
/// <param name="State">The recorded state.</param>
/// <param name="DesiredState">What is wanted.</param>
/// <param name="Terms">The claim's deadlines and what came of them.</param>
/// <param name="RetriesLeft">Retries that its author still grants.</param>
/// <param name="LossesLeft">Attempts that the infrastructure may still lose.</param>
public sealed record LaunchSnapshot(LaunchState State, DesiredState DesiredState, AttemptDeadlines Terms, int RetriesLeft, int LossesLeft)
{
    /// <summary>The facts of a launch.</summary>
    public static LaunchSnapshot Of(LaunchRow launch) => new(
        launch.State,
        launch.DesiredState,
        launch.Terms,
        launch.MaxRetries - launch.Failures,
        LaunchStateMachine.LossBudget - launch.Losses);

    /// <summary>The facts in a slot: enough to tell whether there is anything to do.</summary>
    public static LaunchSnapshot Of(SlotRow slot) => new(slot.State, slot.DesiredState, slot.Terms, RetriesLeft: 0, LossesLeft: 0);
}
