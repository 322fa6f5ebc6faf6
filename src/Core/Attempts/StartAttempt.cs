using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>Submits the current attempt of a claimed launch, under the attempt's key.</summary>
public sealed class StartAttempt(
    LaunchTables tables, ResolvedSpecs specs, LaunchTransitions writer, ExecutorCatalog executors, AgentOptions agent, TimeProvider time, ILogger<StartAttempt> logger)
{
    // A stop, or the same activity elsewhere, came between reading and writing; a launch sees few of those.
    private const int Tries = 10;

    /// <summary>
    /// Submits the attempt. The fenced write comes before the submission, so that a late or repeated start of a claim that was
    /// taken away ends here; the executor starts a key once, however often it is submitted. A launch that can never start is ended.
    /// </summary>
    public async Task<ClaimStep> RunAsync(ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await TryRunAsync(claim, cancellationToken) is { } step)
                return step;
        }

        throw new TimeoutException($"Launch {claim.LaunchId} changed {Tries} times in a row while its attempt was to be started.");
    }

    // Null: the launch changed since it was read.
    private async Task<ClaimStep?> TryRunAsync(ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        var id = LaunchId.Parse(claim.LaunchId);
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
            return ClaimStep.End;

        // One that waits has no claim: it was taken away.
        var launch = LaunchRow.From(row);
        if (launch.Claims != claim.Claim || launch.IndexKey is not null)
            return ClaimStep.End;
        if (launch.State.IsFinal())
            return launch.Operation == LaunchTransitions.EndOperation(claim) ? ClaimStep.Conclude : ClaimStep.End;

        // Started again after the attempt went on: it was submitted, and its record must not be set back.
        if (launch.State is not (LaunchState.Claimed or LaunchState.Starting))
            return ClaimStep.Watch;

        // This agent moved to another machine meanwhile; submitting there as well could run it twice.
        var executor = executors.TryGet(launch.Executor!, out var known) ? known : null;
        if (launch.PlacedOn is not null && launch.PlacedOn != executor?.Instance)
        {
            logger.PlacedElsewhere(claim.LaunchId, launch.Attempt, launch.PlacedOn);
            return ClaimStep.Watch;
        }

        if (executor is null)
            return await CrashAsync(launch, claim, "unknown_executor", $"This deployment has no executor '{launch.Executor}' any more.", cancellationToken);
        if (await specs.FindAsync(launch, cancellationToken) is not { } resolved)
        {
            return launch.PlacedOn is null || await IsUnknownAsync(executor, launch, cancellationToken)
                ? await CrashAsync(launch, claim, "spec_unreadable", "What was kept of its spec cannot be read any more. Submit it again.", cancellationToken)
                : ClaimStep.Watch;
        }

        if (!await writer.TryMarkStartingAsync(launch, claim, executor.Instance, resolved.Timeouts, cancellationToken))
        {
            if (await tables.Launches.FindAsync(id.Partition, RowKeys.Slot(id, claim.Claim), cancellationToken) is not null)
                return null;
            logger.FencedOut(claim.LaunchId, claim.Claim);
            return ClaimStep.End;
        }

        return launch.DesiredState == DesiredState.Run ? await SubmitAsync(executor, launch, resolved, claim, cancellationToken) : ClaimStep.Watch;
    }

    private async Task<ClaimStep> SubmitAsync(
        IExecutor executor, LaunchRow launch, ResolvedSpec resolved, ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        try
        {
            await executor.SubmitAsync(AttemptRequests.Create(launch, resolved, agent), cancellationToken);
            logger.Submitted(claim.LaunchId, launch.Attempt, resolved.Executor);
            return ClaimStep.Watch;
        }
        catch (ExecutorException refused) when (!refused.Retryable)
        {
            // Asked, because an earlier run may have started it. An executor that cannot say so is itself what is broken, and the launch is not to blame.
            return await IsUnknownAsync(executor, launch, cancellationToken)
                ? await CrashAsync(launch, claim, refused.Code, refused.Message, cancellationToken)
                : ClaimStep.Watch;
        }
        catch (ExecutorException late) when (launch.Terms.StartBy <= time.GetUtcNow())
        {
            // Tried until now; what follows from the deadline is decided where all deadlines are.
            logger.NotStartedInTime(late, claim.LaunchId, launch.Attempt);
            return ClaimStep.Watch;
        }
    }

    private static async Task<bool> IsUnknownAsync(IExecutor executor, LaunchRow launch, CancellationToken cancellationToken) =>
        (await executor.ObserveAsync([launch.AttemptKey], cancellationToken))[launch.AttemptKey].Phase == AttemptPhase.Unknown;

    // Trying again cannot help: the claim would hold its place for ever.
    private async Task<ClaimStep> CrashAsync(LaunchRow launch, ClaimedLaunch claim, string code, string message, CancellationToken cancellationToken)
    {
        var error = new LaunchError(code, ErrorStage.Agent, Truncate.Of(message, LaunchStateMachine.LongestMessage), Retryable: false);
        if (!await writer.TryCompleteAsync(
            launch, claim, new AttemptObservation(AttemptPhase.Unknown), new LaunchOutcome(LaunchState.Crashed, error), StoredResult.None, cancellationToken))
        {
            logger.FencedOut(claim.LaunchId, claim.Claim);
            return ClaimStep.End;
        }

        logger.CannotStart(claim.LaunchId, launch.Attempt, code);
        return ClaimStep.Conclude;
    }
}
