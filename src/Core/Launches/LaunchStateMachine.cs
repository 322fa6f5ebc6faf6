using System.Globalization;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>
/// The state machine of a claimed launch. When several things happened, the order of truth is: ended, stop, timeout.
/// </summary>
public static class LaunchStateMachine
{
    /// <summary>How many attempts of a launch the infrastructure may lose; the next loss is the launch's crash.</summary>
    public const int LossBudget = 3;

    // An executor may quote a command, which is longer than a row can hold.
    internal const int LongestMessage = 4000;

    /// <summary>The next thing to do.</summary>
    public static LaunchAction Decide(LaunchSnapshot facts, AttemptObservation seen, DateTimeOffset now) => seen.Phase switch
    {
        AttemptPhase.Exited or AttemptPhase.Lost => Ended(facts, seen),

        // Told to stop before it was ever submitted: an executor never starts such a key.
        AttemptPhase.Unknown when facts.State == LaunchState.Stopping => Ended(facts, seen),
        _ when facts.State == LaunchState.Stopping => facts.Terms.ForceAt <= now || facts.Terms.Force ? new LaunchAction.Force() : new LaunchAction.Wait(),
        _ when facts.DesiredState == DesiredState.Stop => new LaunchAction.Stop(StopCause.Requested),
        AttemptPhase.Running when facts.Terms.EndBy <= now => new LaunchAction.Stop(StopCause.RunTimeout),
        AttemptPhase.Unknown or AttemptPhase.Starting when facts.Terms.StartBy <= now => new LaunchAction.Stop(StopCause.StartTimeout),
        _ => new LaunchAction.Wait(),
    };

    private static LaunchAction Ended(LaunchSnapshot facts, AttemptObservation seen) => facts.Terms.StopCause switch
    {
        StopCause.Requested => new LaunchAction.End(new LaunchOutcome(LaunchState.Cancelled, Error: null)),
        StopCause.RunTimeout => new LaunchAction.End(new LaunchOutcome(
            LaunchState.Failed, new LaunchError("run_timeout", ErrorStage.Run, "The command ran longer than timeouts.run_seconds allows.", Retryable: false))),
        StopCause.StartTimeout => new LaunchAction.End(new LaunchOutcome(
            LaunchState.Crashed, new LaunchError("start_timeout", ErrorStage.Agent, "The command did not start within timeouts.start_seconds.", Retryable: true))),
        _ => EndedByItself(facts, seen),
    };

    private static LaunchAction EndedByItself(LaunchSnapshot facts, AttemptObservation seen)
    {
        var outcome = OutcomeOf(seen);
        return (outcome.State, facts) switch
        {
            (LaunchState.Crashed, { DesiredState: DesiredState.Run, LossesLeft: > 0 }) => new LaunchAction.Retry(outcome, CountsAsLoss: true),
            (LaunchState.Failed, { DesiredState: DesiredState.Run, RetriesLeft: > 0 }) => new LaunchAction.Retry(outcome, CountsAsLoss: false),
            _ => new LaunchAction.End(outcome),
        };
    }

    private static LaunchOutcome OutcomeOf(AttemptObservation seen) => seen switch
    {
        { Phase: AttemptPhase.Lost } => new LaunchOutcome(
            LaunchState.Crashed,
            new LaunchError("attempt_lost", ErrorStage.Run, Truncate.Of(seen.Error, LongestMessage) ?? "The attempt is gone and left no exit code: its machine or its shim died.", Retryable: true)),
        { ExitCode: 0, Error: null } => new LaunchOutcome(LaunchState.Finished, Error: null),
        _ => new LaunchOutcome(LaunchState.Failed, ErrorOf(seen)),
    };

    private static LaunchError ErrorOf(AttemptObservation seen) => seen switch
    {
        { Error: { } error } => new LaunchError("command_failed", ErrorStage.Run, Truncate.Of(error, LongestMessage), Retryable: false),
        { Signal: { } signal } => new LaunchError("killed", ErrorStage.Run, $"The command was ended by {signal}.", Retryable: true),
        _ => new LaunchError(
            "exit_code",
            ErrorStage.Run,
            $"The command ended with exit code {seen.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}; its output says why.",
            Retryable: true),
    };
}
