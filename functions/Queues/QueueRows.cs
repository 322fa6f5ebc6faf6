using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Reads the rows that tell how a run queue stands: slots and index rows, never launch rows. For questions of people, not for decisions.</summary>
public sealed class QueueRows(LaunchTables tables)
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

    private async Task<IReadOnlyList<DueRow>> WaitingAsync(string queue, string prefix, CancellationToken cancellationToken) =>
        [.. (await tables.Launches.QueryPrefixAsync(LaunchId.PartitionOf(queue), prefix, CountedExactly, cancellationToken)).Select(DueRow.From)];
}
