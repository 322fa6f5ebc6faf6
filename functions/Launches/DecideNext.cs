using LaunchAgent.Contracts;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Launches;

/// <summary>Activity: looks at a claimed launch and does the next thing about it.</summary>
public sealed class DecideNext(
    LaunchTables tables,
    LaunchWriter writer,
    ExecutorCatalog executors,
    OutputCopier output,
    TextBlobs texts,
    Outbox outbox,
    ILogger<DecideNext> logger)
{
    /// <summary>Ends the launch when its attempt has ended, else asks for the next signal.</summary>
    [Function(nameof(DecideNext))]
    public async Task<ClaimStep> RunAsync(
        [ActivityTrigger] ClaimedLaunch claim, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var id = LaunchId.Parse(claim.LaunchId);
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
            return ClaimStep.End;

        var launch = LaunchRow.From(row);
        if (launch.Claims != claim.Claim)
            return ClaimStep.End;

        if (!launch.State.IsFinal() && !await TryEndAsync(launch, claim, cancellationToken))
            return ClaimStep.Watch;

        await outbox.WorkOffAsync(launch.Id, launch.Queue, client, cancellationToken);
        return ClaimStep.End;
    }

    // False while the attempt goes on. A claim that was taken away has nothing left to do and counts as ended.
    private async Task<bool> TryEndAsync(LaunchRow launch, ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        var executor = executors.Get(launch.Executor!);
        var seen = (await executor.ObserveAsync([launch.AttemptKey], cancellationToken))[launch.AttemptKey];
        if (AttemptDecision.OutcomeOf(seen) is not { } outcome)
            return false;

        // Blobs before the rows that speak of them.
        await output.CopyAsync(executor, launch.AttemptKey, untilComplete: true, cancellationToken);
        var result = await ReadResultAsync(executor, launch, cancellationToken);
        if (!await writer.TryCompleteAsync(launch, claim, seen, outcome, result, cancellationToken))
        {
            Log.FencedOut(logger, claim.LaunchId, claim.Claim);
            return true;
        }

        Log.Ended(logger, claim.LaunchId, outcome.State, launch.Attempt);
        await executor.ForgetAsync(launch.AttemptKey, cancellationToken);
        return true;
    }

    private async Task<string> ReadResultAsync(IExecutor executor, LaunchRow launch, CancellationToken cancellationToken)
    {
        try
        {
            return await executor.ReadResultAsync(launch.AttemptKey, cancellationToken) is { } json && ResultFile.IsJson(json)
                ? await texts.StoreAsync($"{launch.AttemptKey}/result.json", json, cancellationToken)
                : "";
        }
        catch (ExecutorException tooLarge) when (!tooLarge.Retryable)
        {
            Log.ResultRefused(logger, tooLarge, launch.Id.ToString());
            return "";
        }
    }
}
