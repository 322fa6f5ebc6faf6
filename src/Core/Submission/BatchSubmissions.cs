using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Submission;

/// <summary>
/// Records the launches of a batch, in parts that are written together. Each item stands alone. Once something is recorded, the answer says so
/// whatever happens then: what comes behind an outage is answered item by item.
/// </summary>
public sealed class BatchSubmissions(BatchPart part, TimeProvider time, ILogger<BatchSubmissions> logger)
{
    /// <summary>How long a batch may take until its rest is left; less than the 230 s after which Azure answers in the app's stead.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(150);

    private static readonly Problem Unknown = new(
        "", "storage_unavailable", "Storage did not answer: whether this item was recorded is not known. Send it again, with its idempotency key or that of its batch.");

    private static readonly Problem NotTried = new("", "not_tried", "This item was not recorded: the items before it took too long, or storage did not answer. Send it again.");

    /// <summary>Records what can be recorded.</summary>
    public async Task<BatchOutcome> SubmitAsync(LaunchBatch batch, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var results = new List<BatchItemResult>();
        var accepted = new List<AcceptedLaunch>();
        foreach (var indexes in Enumerable.Range(0, batch.Items.Count).Chunk(LaunchInsert.MostTogether))
        {
            if (time.GetUtcNow() - began > Longest)
            {
                results.AddRange(indexes.Select(index => new BatchItemResult(index, Id: null, Created: false, [NotTried])));
                continue;
            }

            try
            {
                var outcome = await part.SubmitAsync(batch, indexes, began, cancellationToken);
                results.AddRange(outcome.Results);
                accepted.AddRange(outcome.Accepted);
            }
            catch (Exception fault) when (accepted.Count > 0 && StorageOutage.Is(fault))
            {
                logger.BatchBroken(fault, indexes[0], batch.Items.Count);
                results.AddRange(indexes.Select(index => new BatchItemResult(index, Id: null, Created: false, [Unknown])));
                results.AddRange(Enumerable.Range(results.Count, batch.Items.Count - results.Count).Select(index => new BatchItemResult(index, Id: null, Created: false, [NotTried])));
                break;
            }
        }

        return new BatchOutcome(results, accepted);
    }
}
