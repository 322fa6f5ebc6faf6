using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>Looks at a claimed launch and does the next thing about it.</summary>
public sealed class AdvanceLaunch(
    LaunchTables tables,
    LaunchTransitions writer,
    ExecutorCatalog executors,
    OutputCopier output,
    TextBlobs texts,
    ResolvedSpecs specs,
    Outbox outbox,
    DelayedDispatch chain,
    TimeProvider time,
    ILogger<AdvanceLaunch> logger)
{
    /// <summary>Ends, retries, stops or leaves the launch alone, as its rows and its attempt demand.</summary>
    public async Task<ClaimStep> RunAsync(ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        var id = LaunchId.Parse(claim.LaunchId);
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
            return ClaimStep.End;

        var launch = LaunchRow.From(row);
        if (launch.Claims != claim.Claim)
            return ClaimStep.End;

        // What follows an end or a retry, once more: a run of this activity may have died right after it recorded that.
        var executor = executors.TryGet(launch.Executor!, out var known) ? known : null;
        if (launch.State.IsFinal())
        {
            if (executor is not null)
            {
                await EndLeftoverAsync(executor, launch, cancellationToken);
                await executor.ForgetAsync(launch.AttemptKey, cancellationToken);
            }

            return await OfferRoomAsync(launch, cancellationToken);
        }

        if (launch.IndexKey is not null)
        {
            // It waits again, but this claim did not see to that: it was taken away.
            if (launch.Operation != LaunchTransitions.RetryOperation(claim))
                return Fenced(claim);
            if (executor is not null)
                await executor.ForgetAsync(launch.Id.AttemptKey(launch.Attempt - 1), cancellationToken);
            return await OfferNextAsync(launch, launch.DueAt, cancellationToken);
        }

        // The agent moved to another machine, which knows nothing of the attempt, or lost its executor.
        if (executor is null || (launch.PlacedOn is not null && launch.PlacedOn != executor.Instance))
            return ClaimStep.Watch;

        var seen = (await executor.ObserveAsync([launch.AttemptKey], cancellationToken))[launch.AttemptKey];
        switch (LaunchStateMachine.Decide(LaunchSnapshot.Of(launch), seen, time.GetUtcNow()))
        {
            case LaunchAction.Stop stop:
                // A launch whose spec is lost can be stopped all the same.
                var timeouts = (await specs.FindAsync(launch, cancellationToken))?.Timeouts ?? new LaunchTimeouts();
                if (!await writer.TryMarkStoppingAsync(launch, claim, stop.Cause, timeouts, cancellationToken))
                    return Fenced(claim);
                await executor.StopAsync(launch.AttemptKey, force: false, cancellationToken);
                return ClaimStep.Watch;

            case LaunchAction.Force:
                await executor.StopAsync(launch.AttemptKey, force: true, cancellationToken);
                return ClaimStep.Watch;

            case LaunchAction.Retry retry:
                return await RetryAsync(executor, launch, claim, seen, retry, cancellationToken);

            case LaunchAction.End end:
                return await EndAsync(executor, launch, claim, seen, end.Outcome, cancellationToken);

            default:
                // A run of this activity may have died between recording the stop and telling the attempt; telling it twice does nothing.
                if (launch.State == LaunchState.Stopping)
                    await executor.StopAsync(launch.AttemptKey, force: false, cancellationToken);
                return ClaimStep.Watch;
        }
    }

    // Somebody gave the launch up while this agent was away. What was recorded as over must not go on here.
    private async Task EndLeftoverAsync(IExecutor executor, LaunchRow launch, CancellationToken cancellationToken)
    {
        if (launch.PlacedOn != executor.Instance)
            return;
        var seen = (await executor.ObserveAsync([launch.AttemptKey], cancellationToken))[launch.AttemptKey];
        if (seen.Phase is not (AttemptPhase.Starting or AttemptPhase.Running))
            return;

        // Forgetting it is refused until it is gone, and this activity then runs again.
        logger.GivenUpButRunning(launch.Id.ToString(), launch.Attempt);
        await executor.StopAsync(launch.AttemptKey, force: true, cancellationToken);
    }

    private async Task<ClaimStep> RetryAsync(
        IExecutor executor,
        LaunchRow launch,
        ClaimedLaunch claim,
        AttemptObservation seen,
        LaunchAction.Retry retry,
        CancellationToken cancellationToken)
    {
        var backoff = RetryBackoff.Of((await specs.FindAsync(launch, cancellationToken))?.Retry ?? new LaunchRetry());
        await output.CopyAsync(executor, launch.AttemptKey, untilComplete: true, cancellationToken);
        var number = 1 + (retry.CountsAsLoss ? launch.Losses : launch.Failures);
        var dueAt = time.GetUtcNow() + backoff.Delay(number, launch.AttemptKey);
        if (!await writer.TryRetryAsync(launch, claim, seen, retry, dueAt, cancellationToken))
        {
            // With its slot the claim goes on: a stop came in between, and the next signal decides on what is true then.
            var slot = RowKeys.Slot(launch.Id, claim.Claim);
            return await tables.Launches.FindAsync(launch.Id.Partition, slot, cancellationToken) is null ? Fenced(claim) : ClaimStep.Watch;
        }

        logger.Retrying(claim.LaunchId, launch.Attempt + 1, dueAt);
        await executor.ForgetAsync(launch.AttemptKey, cancellationToken);
        return await OfferNextAsync(launch, dueAt, cancellationToken);
    }

    private async Task<ClaimStep> EndAsync(
        IExecutor executor,
        LaunchRow launch,
        ClaimedLaunch claim,
        AttemptObservation seen,
        LaunchOutcome outcome,
        CancellationToken cancellationToken)
    {
        // Blobs before the rows that speak of them.
        await output.CopyAsync(executor, launch.AttemptKey, untilComplete: true, cancellationToken);
        var result = await ReadResultAsync(executor, launch, cancellationToken);
        if (!await writer.TryCompleteAsync(launch, claim, seen, outcome, result, cancellationToken))
            return Fenced(claim);

        logger.Ended(claim.LaunchId, outcome.State, launch.Attempt);
        await executor.ForgetAsync(launch.AttemptKey, cancellationToken);
        return await OfferRoomAsync(launch, cancellationToken);
    }

    private async Task<ClaimStep> OfferRoomAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        await outbox.WorkOffAsync(launch.Id, launch.Claims, launch.Queue, launch.Limits, cancellationToken);
        return ClaimStep.End;
    }

    // The slot is free for the next launch now, and for this one when its back-off is over.
    private async Task<ClaimStep> OfferNextAsync(
        LaunchRow launch, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        await chain.LookAtAsync(launch.Queue, dueAt, cancellationToken);
        return await OfferRoomAsync(launch, cancellationToken);
    }

    private ClaimStep Fenced(ClaimedLaunch claim)
    {
        logger.FencedOut(claim.LaunchId, claim.Claim);
        return ClaimStep.End;
    }

    private async Task<StoredResult> ReadResultAsync(IExecutor executor, LaunchRow launch, CancellationToken cancellationToken)
    {
        try
        {
            if (await executor.ReadResultAsync(launch.AttemptKey, cancellationToken) is not { } json)
                return StoredResult.None;
            return ResultFile.Problem(json) is { } problem
                ? Refused(launch, "result_not_json", problem)
                : new StoredResult(await texts.StoreAsync($"{launch.AttemptKey}/result.json", json, cancellationToken));
        }
        catch (ExecutorException unusable) when (!unusable.Retryable)
        {
            return Refused(launch, unusable.Code, unusable.Message);
        }
    }

    private StoredResult Refused(LaunchRow launch, string code, string problem)
    {
        logger.ResultRefused(launch.Id.ToString(), problem);
        return new StoredResult("", new Warning(code, "run", problem));
    }
}
