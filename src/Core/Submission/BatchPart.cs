using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Submission;

/// <summary>Records the launches of a few items of a batch: what they have in common is read once, and those of one queue are written in one transaction.</summary>
public sealed class BatchPart(SpecCheck check, LaunchRecordFactory rows, LaunchInsert insert, Backlog backlog, OperationIds random, ILogger<BatchPart> logger)
{
    private const string KeyPointer = "/idempotency_key";

    /// <summary>Records what can be recorded.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="indexes">Which items; at most <see cref="LaunchInsert.MostTogether"/>.</param>
    /// <param name="came">When the batch came. Its launches are due by then at once, one behind the other in the order of the items.</param>
    /// <param name="cancellationToken">Ends the call; launches may have been recorded.</param>
    public async Task<BatchOutcome> SubmitAsync(LaunchBatch batch, IReadOnlyList<int> indexes, DateTimeOffset came, CancellationToken cancellationToken)
    {
        var results = new SortedDictionary<int, BatchItemResult>();
        var good = new List<(int Index, NewLaunch Launch)>();
        var scope = check.NewScope();
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var index in indexes)
        {
            var spec = await check.CheckAsync(batch.ParseItem(index), scope, cancellationToken);
            if (!spec.IsGood)
                results[index] = Refused(index, spec.Problems);
            else if (!await HasRoomAsync(spec.Header, spec.Spec, taken, cancellationToken))
                results[index] = Refused(index, [new Problem("/queue", Backlog.Full, Backlog.Sentence(spec.Header))]);
            else
                good.Add((index, new NewLaunch(await CreateAsync(spec, batch.Items[index], came.AddTicks(index - batch.Items.Count), cancellationToken), spec.Spec, "api")));
        }

        var accepted = new List<AcceptedLaunch>();
        foreach (var queue in good.GroupBy(item => item.Launch.Launch.Queue, StringComparer.Ordinal))
        {
            var inserted = await insert.InsertAsync([.. queue.Select(item => item.Launch)], cancellationToken);
            foreach (var ((index, item), result) in queue.Zip(inserted))
            {
                results[index] = ResultOf(index, item.Launch.Id, result);
                if (result.Id != item.Launch.Id)
                    continue;

                logger.Accepted(result.Id.ToString(), item.Launch.Queue);
                accepted.Add(new AcceptedLaunch(result.Id, item.Launch.Queue, item.Launch.DueAt));
            }
        }

        foreach (var (queue, launches) in taken)
            backlog.Add(queue, launches);
        return new BatchOutcome([.. results.Values], accepted);
    }

    // A launch that is there needs no room, so the whole batch can be repeated when its queue is full of it.
    private async Task<bool> HasRoomAsync(QueueHeader header, LaunchSpec spec, Dictionary<string, int> taken, CancellationToken cancellationToken)
    {
        if (await backlog.RoomAsync(header, cancellationToken) is not { } room || await backlog.IsKeyKnownAsync(header.Partition, spec.IdempotencyKey, cancellationToken))
            return true;

        var before = taken.GetValueOrDefault(header.Queue);
        if (before >= room)
            return false;
        taken[header.Queue] = before + 1;
        return true;
    }

    private async Task<LaunchRow> CreateAsync(CheckedSpec spec, string text, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var id = LaunchId.Create(spec.Header!.Queue, at, random.Next());
        var launch = await rows.CreateAsync(id, spec, text, retryOf: null, cancellationToken);
        return launch with { CreatedAt = at, DueAt = launch.DueAt > launch.CreatedAt ? launch.DueAt : at };
    }

    private static BatchItemResult ResultOf(int index, LaunchId id, InsertResult inserted) => inserted.IsSameBody
        ? new BatchItemResult(index, inserted.Id.ToString(), Created: inserted.Id == id, [])
        : Refused(index, [new Problem(KeyPointer, IdempotencyKeys.Mismatch, "A launch with this idempotency key was submitted with another body. Take another key, or send the same body.")]);

    private static BatchItemResult Refused(int index, IReadOnlyList<Problem> problems) => new(index, Id: null, Created: false, problems);
}
