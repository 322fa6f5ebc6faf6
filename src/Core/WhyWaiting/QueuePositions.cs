using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>
/// The place of a launch in the line of the agents that take it. Each agent has a line of its own, of the launches whose labels it takes; a launch
/// that only others take is not before anybody here, however old it is. Reads index rows only, and of those only the ones before the launch.
/// </summary>
public sealed class QueuePositions(LaunchTables tables, TimeProvider time)
{
    /// <summary>
    /// How many due launches may start before one that is due, plus 1; null when so many are that they are not counted
    /// (<see cref="QueueReader.CountedExactly"/>), or when nobody takes it.
    /// </summary>
    /// <param name="launch">The launch.</param>
    /// <param name="takers">The labels of each agent that takes it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<int?> FindAsync(LaunchRow launch, IReadOnlyList<IReadOnlyList<string>> takers, CancellationToken cancellationToken)
    {
        if (takers.Count == 0)
            return null;

        var ahead = await CountReleasedAsync(launch, takers, cancellationToken);
        if (ahead < QueueReader.CountedExactly)
            ahead += await CountUnreleasedAsync(launch, takers, cancellationToken);
        return ahead < QueueReader.CountedExactly ? ahead + 1 : null;
    }

    private async Task<int> CountReleasedAsync(LaunchRow launch, IReadOnlyList<IReadOnlyList<string>> takers, CancellationToken cancellationToken)
    {
        var partition = launch.Id.Partition;
        var ahead = 0;
        foreach (var row in await tables.Launches.QueryPrefixAsync(partition, RowKeys.LabelSets, maximumRows: null, cancellationToken))
        {
            var set = LabelSetRow.From(row);
            if (!Competes(set.Labels, takers))
                continue;

            // Where the launch stands, or would stand if it had these labels.
            var end = RowKeys.Due(set.Hash, (int)launch.Rank, launch.DueAt, launch.Id);
            var before = await tables.Launches.QueryAsync(partition, RowKeys.DuePrefix(set.Hash), end, QueueReader.CountedExactly - ahead, cancellationToken);
            ahead += before.Count;
            if (ahead == QueueReader.CountedExactly)
                break;
        }

        return ahead;
    }

    // Launches whose time has come wait in the future index until somebody releases them, and are in the line then.
    private async Task<int> CountUnreleasedAsync(LaunchRow launch, IReadOnlyList<IReadOnlyList<string>> takers, CancellationToken cancellationToken)
    {
        var rows = await tables.Launches.QueryAsync(
            launch.Id.Partition, RowKeys.FutureRows, RowKeys.FutureUpTo(time.GetUtcNow()), QueueReader.CountedExactly, cancellationToken);
        return rows.Select(DueRow.From).Count(row => row.Id != launch.Id && Competes(row.Labels.Labels, takers) && IsBefore(row, launch));
    }

    private static bool Competes(IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<string>> takers) =>
        takers.Any(agent => LabelSet.Matches(agent, labels));

    private static bool IsBefore(DueRow row, LaunchRow launch) => (row.Priority, row.DueAt).CompareTo((launch.Rank, launch.DueAt)) switch
    {
        0 => string.CompareOrdinal(row.Id.Rest, launch.Id.Rest) < 0,
        var order => order < 0,
    };
}
