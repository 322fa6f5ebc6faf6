using System.Globalization;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Executors;

namespace LaunchAgent.Functions.Launches;

/// <summary>What an observation of an attempt means for its launch.</summary>
public static class AttemptDecision
{
    /// <summary>Whether the orchestration has something to do.</summary>
    public static bool DemandsAction(AttemptObservation seen) => seen.Phase is AttemptPhase.Exited or AttemptPhase.Lost;

    /// <summary>How the launch ends; null while the attempt goes on.</summary>
    public static LaunchOutcome? OutcomeOf(AttemptObservation seen) => seen switch
    {
        { Phase: AttemptPhase.Lost } => new LaunchOutcome(
            LaunchState.Crashed,
            new LaunchError("attempt_lost", ErrorStage.Run, seen.Error ?? "The attempt is gone and left no exit code: its machine or its shim died.", Retryable: true)),
        { Phase: AttemptPhase.Exited, ExitCode: 0, Error: null } => new LaunchOutcome(LaunchState.Finished, Error: null),
        { Phase: AttemptPhase.Exited } => new LaunchOutcome(LaunchState.Failed, ErrorOf(seen)),
        _ => null,
    };

    private static LaunchError ErrorOf(AttemptObservation seen) => seen switch
    {
        { Error: { } error } => new LaunchError("command_failed", ErrorStage.Run, error, Retryable: false),
        { Signal: { } signal } => new LaunchError("killed", ErrorStage.Run, $"The command was ended by {signal}.", Retryable: true),
        _ => new LaunchError(
            "exit_code",
            ErrorStage.Run,
            $"The command ended with exit code {seen.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}; its output says why.",
            Retryable: true),
    };
}
