using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queries;

/// <summary>Shows the line of a run queue. Reads index rows only, and never takes anything out of it.</summary>
public sealed class QueueDueQueries(LaunchTables tables, QueueCatalog queues, TimeProvider time)
{
    /// <summary>The most launches in one answer.</summary>
    public const int LargestLimit = 500;

    /// <summary>The first launches of a line, in the order in which they would be claimed; null when there is no such queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="labels">Only what an agent with these labels takes; null is everything.</param>
    /// <param name="before">Also those that become due until then, where they would stand then; null is now.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<DueLaunchView>?> FindAsync(
        string queue, IReadOnlyList<string>? labels, DateTimeOffset? before, int limit, CancellationToken cancellationToken)
    {
        if (await queues.FindAsync(queue, cancellationToken) is not { } header)
            return null;

        var sets = (await tables.Launches.QueryPrefixAsync(header.Partition, RowKeys.LabelSets, maximumRows: null, cancellationToken))
            .Select(LabelSetRow.From)
            .Where(set => IsWanted(set.Labels, labels));

        // Each set's rows stand in the order of the line, so the first of each are enough.
        var due = await Task.WhenAll(sets.Select(set => tables.Launches.QueryPrefixAsync(header.Partition, RowKeys.DuePrefix(set.Hash), limit, cancellationToken)));
        var future = before > time.GetUtcNow()
            ? await tables.Launches.QueryAsync(
                header.Partition, RowKeys.FutureRows, RowKeys.FutureUpTo(before.Value), QueueReader.CountedExactly, cancellationToken)
            : [];
        return
        [
            .. due.SelectMany(rows => rows).Concat(future).Select(DueRow.From)
                .Where(row => IsWanted(row.Labels.Labels, labels) && !(row.DueAt > before))
                .OrderBy(row => row.Priority).ThenBy(row => row.DueAt).ThenBy(row => row.Id.Rest, StringComparer.Ordinal)
                .Take(limit)
                .Select(ViewOf),
        ];
    }

    private static bool IsWanted(IReadOnlyList<string> asked, IReadOnlyList<string>? labels) => labels is null || LabelSet.Matches(labels, asked);

    private static DueLaunchView ViewOf(DueRow row) => new(
        row.Id.ToString(),
        row.Attempt > 1 ? LaunchState.AwaitingRetry : LaunchState.Pending,
        row.Priority,
        row.DueAt,
        row.Labels.Labels,
        row.Executor,
        row.Attempt);
}
