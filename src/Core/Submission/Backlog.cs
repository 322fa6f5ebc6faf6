using System.Collections.Concurrent;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Submission;

/// <summary>
/// Whether a run queue with a <see cref="QueueConfig.MaxBacklog"/> takes another launch. About so: what waits is counted every few seconds in each
/// process, so more may come in between two counts, and room is seen as late.
/// </summary>
public sealed class Backlog(LaunchTables tables, TimeProvider time)
{
    /// <summary>The code for a launch that was not taken.</summary>
    public const string Full = "backlog_full";

    /// <summary>When a caller may try again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    // A count costs a call for a thousand rows, so long backlogs are counted less often.
    private const double SecondsPerRow = 0.001;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset Until)> _counts = new(StringComparer.Ordinal);

    /// <summary>Whether as many launches wait in a queue as may. Queues without a limit cost no call.</summary>
    public async Task<bool> IsFullAsync(QueueHeader header, CancellationToken cancellationToken) => await RoomAsync(header, cancellationToken) <= 0;

    /// <summary>How many launches a queue takes now; null is any number. Queues without a limit cost no call.</summary>
    public async Task<int?> RoomAsync(QueueHeader header, CancellationToken cancellationToken)
    {
        if (header.Config.MaxBacklog is not { } most)
            return null;

        var now = time.GetUtcNow();
        if (!_counts.TryGetValue(header.Queue, out var known) || known.Until <= now)
        {
            var count = await CountAsync(header.Partition, most, cancellationToken);
            _counts[header.Queue] = known = (count, now + Shortest + TimeSpan.FromSeconds(count * SecondsPerRow));
        }

        return most - known.Count;
    }

    /// <summary>Counts launches in that came together: they may be more than come in between two counts otherwise.</summary>
    public void Add(string queue, int launches)
    {
        if (_counts.TryGetValue(queue, out var known))
            _counts[queue] = known with { Count = known.Count + launches };
    }

    /// <summary>Whether a launch is there already, by its id or its idempotency key, and needs no room.</summary>
    public async Task<bool> IsKnownAsync(LaunchId id, string? idempotencyKey, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not null
        || await IsKeyKnownAsync(id.Partition, idempotencyKey, cancellationToken);

    /// <summary>Whether an idempotency key was used in the queue of a partition.</summary>
    public async Task<bool> IsKeyKnownAsync(string partition, string? idempotencyKey, CancellationToken cancellationToken) =>
        idempotencyKey is not null && await tables.Launches.FindAsync(partition, RowKeys.Key(idempotencyKey), cancellationToken) is not null;

    /// <summary>What a caller is told.</summary>
    public static string Sentence(QueueHeader header) =>
        $"About {header.Config.MaxBacklog} launches wait in queue '{header.Queue}', the most it takes. Submit it again when some have started.";

    private async Task<int> CountAsync(string partition, int most, CancellationToken cancellationToken)
    {
        var due = await tables.Launches.QueryPrefixAsync(partition, RowKeys.DueRows, most, cancellationToken);
        return due.Count >= most
            ? due.Count
            : due.Count + (await tables.Launches.QueryPrefixAsync(partition, RowKeys.FutureRows, most - due.Count, cancellationToken)).Count;
    }
}
