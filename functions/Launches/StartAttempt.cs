using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Launches;

/// <summary>Activity: submits the current attempt of a claimed launch, under the attempt's key.</summary>
public sealed class StartAttempt(
    LaunchTables tables, TextBlobs texts, LaunchWriter writer, ExecutorCatalog executors, AgentOptions agent, ILogger<StartAttempt> logger)
{
    /// <summary>
    /// Submits the attempt. The fenced write comes before the submission, so that a late or repeated start of a claim that was
    /// taken away ends here; the executor starts a key once, however often it is submitted.
    /// </summary>
    [Function(nameof(StartAttempt))]
    public async Task<ClaimStep> RunAsync([ActivityTrigger] ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        var id = LaunchId.Parse(claim.LaunchId);
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
            return ClaimStep.End;

        // One that waits has no claim: it was taken away.
        var launch = LaunchRow.From(row);
        if (launch.Claims != claim.Claim || launch.State.IsFinal() || launch.IndexKey is not null)
            return ClaimStep.End;

        // Started again after the attempt went on: it was submitted, and its record must not be set back.
        if (launch.State is not (LaunchState.Claimed or LaunchState.Starting))
            return ClaimStep.Watch;

        var resolved = ContractJson.Deserialize<ResolvedSpec>(await texts.LoadAsync(launch.Resolved, cancellationToken))!;
        var executor = executors.Get(resolved.Executor);

        // This agent moved to another machine meanwhile; submitting there as well could run it twice.
        if (launch.PlacedOn is not null && launch.PlacedOn != executor.Instance)
        {
            Log.PlacedElsewhere(logger, claim.LaunchId, launch.Attempt, launch.PlacedOn);
            return ClaimStep.Watch;
        }

        if (!await writer.TryMarkStartingAsync(launch, claim, executor.Instance, resolved.Timeouts, cancellationToken))
        {
            Log.FencedOut(logger, claim.LaunchId, claim.Claim);
            return ClaimStep.End;
        }

        if (launch.DesiredState == DesiredState.Run)
        {
            await executor.SubmitAsync(AttemptRequests.Create(launch, resolved, agent), cancellationToken);
            Log.Submitted(logger, claim.LaunchId, launch.Attempt, resolved.Executor);
        }

        return ClaimStep.Watch;
    }
}
