using Azure.Data.Tables;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queues;

/// <summary>Reads the rows that tell how a run queue stands: slots and index rows, never launch rows. For questions of people, not for decisions.</summary>
public sealed class QueueReader(LaunchTables tables)
{
    /// <summary>Up to so many waiting launches are counted; so many may be more.</summary>
    public const int CountedExactly = 1000;

    /// <summary>The claims of a queue.</summary>
    public async Task<IReadOnlyList<SlotRow>> SlotsAsync(string queue, CancellationToken cancellationToken) =>
        [.. (await tables.Launches.QueryPrefixAsync(LaunchId.PartitionOf(queue), RowKeys.Slots, maximumRows: null, cancellationToken)).Select(SlotRow.From)];

    /// <summary>The launches that are due, at most <see cref="CountedExactly"/> of them, by label set and then in their order.</summary>
    public Task<IReadOnlyList<DueRow>> DueAsync(string queue, CancellationToken cancellationToken) => WaitingAsync(queue, RowKeys.DueRows, cancellationToken);

    /// <summary>The launches that become due later, at most <see cref="CountedExactly"/> of them, the next one first.</summary>
    public Task<IReadOnlyList<DueRow>> FutureAsync(string queue, CancellationToken cancellationToken) => WaitingAsync(queue, RowKeys.FutureRows, cancellationToken);

    /// <summary>When the launch that is due for longest became so; null when none is. A call more for each label set and priority behind those that were read.</summary>
    /// <param name="queue">The run queue.</param>
    /// <param name="due">What <see cref="DueAsync"/> read of it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DateTimeOffset?> OldestDueAsync(string queue, IReadOnlyList<DueRow> due, CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = due.Count == 0 ? null : due.Min(row => row.DueAt);
        for (var last = due.Count < CountedExactly ? null : due[^1]; last is not null;)
        {
            // Of a label set and a priority the first row is the oldest.
            var behind = RowRange.EndOf(RowKeys.DuePrefix(last.Labels.Hash, (int)last.Priority));
            var next = await tables.Launches.QueryAsync(LaunchId.PartitionOf(queue), behind, RowRange.EndOf(RowKeys.DueRows), maximumRows: 1, cancellationToken);
            last = next.Count == 0 ? null : DueRow.From(next[0]);
            oldest = last?.DueAt < oldest ? last.DueAt : oldest;
        }

        return oldest;
    }

    /// <summary>The label sets, and then the first due rows. Without label sets nothing is due, and a call is saved.</summary>
    public async Task<WaitingRows> WaitingAsync(string queue, CancellationToken cancellationToken)
    {
        var sets = await tables.Launches.QueryPrefixAsync(LaunchId.PartitionOf(queue), RowKeys.LabelSets, maximumRows: null, cancellationToken);
        return new WaitingRows(sets, sets.Count == 0 ? [] : await DuePageAsync(queue, RowKeys.DueRows, cancellationToken));
    }

    /// <summary>Due rows from a key on, as they are stored; at most <see cref="CountedExactly"/>.</summary>
    public Task<IReadOnlyList<TableEntity>> DuePageAsync(string queue, string from, CancellationToken cancellationToken) =>
        tables.Launches.QueryAsync(LaunchId.PartitionOf(queue), from, RowRange.EndOf(RowKeys.DueRows), CountedExactly, cancellationToken);

    private async Task<IReadOnlyList<DueRow>> WaitingAsync(string queue, string prefix, CancellationToken cancellationToken) =>
        [.. (await tables.Launches.QueryPrefixAsync(LaunchId.PartitionOf(queue), prefix, CountedExactly, cancellationToken)).Select(DueRow.From)];
}
