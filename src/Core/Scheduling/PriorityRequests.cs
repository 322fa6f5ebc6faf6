using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Core.Scheduling;

/// <summary>Gives launches that wait another priority. The index row of one that is due holds its priority in its key, so it moves, in one transaction with the record.</summary>
public sealed class PriorityRequests(LaunchTables tables, QueueCatalog queues, WakeupQueue wakeups)
{
    // It can only lose against claims, releases and the like, of which a launch sees few.
    private const int MaximumTries = 10;

    /// <summary>Changes a priority and has the launch's queue looked at. Safe to repeat.</summary>
    public async Task<PriorityOutcome> ChangeAsync(LaunchId id, Priority priority, CancellationToken cancellationToken)
    {
        var (outcome, moved) = await TryAsync(id, priority, cancellationToken);
        if (moved is { } queue)
            await wakeups.DispatchLaterAsync(queue, TimeSpan.Zero, cancellationToken);
        return outcome;
    }

    /// <summary>Changes a priority. Safe to repeat.</summary>
    public async Task<PriorityOutcome> MoveAsync(LaunchId id, Priority priority, CancellationToken cancellationToken) =>
        (await TryAsync(id, priority, cancellationToken)).Outcome;

    // Names the queue when the launch moved in it.
    private async Task<(PriorityOutcome Outcome, string? Queue)> TryAsync(LaunchId id, Priority priority, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaximumTries; tries++)
        {
            if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
                return (PriorityOutcome.Unknown, null);

            var launch = LaunchRow.From(row);
            if (launch.IndexKey is not { } indexKey)
                return (PriorityOutcome.NotWaiting, null);
            if (await queues.FindAsync(launch.Queue, cancellationToken) is not { Config.Prioritization: true })
                return (PriorityOutcome.NotPrioritized, null);
            if (launch.Priority == priority && launch.Rank == priority)
                return (PriorityOutcome.Changed, null);

            // Claimed, released or cancelled since, if there is none; what is true now decides.
            if (await tables.Launches.FindAsync(id.Partition, indexKey, cancellationToken) is not { } index)
                continue;
            var committed = await tables.Launches.CommitAsync(Move(launch, DueRow.From(index), indexKey, priority), cancellationToken);
            if (committed.IsCommitted)
                return (PriorityOutcome.Changed, launch.Queue);
        }

        return (PriorityOutcome.NotWaiting, null);
    }

    private static TableTransactionAction[] Move(LaunchRow launch, DueRow index, string indexKey, Priority priority)
    {
        var moved = index with { Priority = priority };
        // Only the keys of due rows hold the priority.
        var key = indexKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal) ? moved.Key : indexKey;
        var record = new TableEntity(launch.Id.Partition, RowKeys.Launch(launch.Id))
        {
            ["priority"] = (int)priority,
            ["rank"] = (int)priority,
            ["index_key"] = key,
        };
        return
        [
            .. key == indexKey
                ? [new TableTransactionAction(TableTransactionActionType.UpdateReplace, moved.ToEntity(key), index.ETag)]
                : (TableTransactionAction[])[
                    new(TableTransactionActionType.Delete, new TableEntity(launch.Id.Partition, indexKey), index.ETag),
                    new(TableTransactionActionType.Add, moved.ToEntity(key)),
                ],
            new(TableTransactionActionType.UpdateMerge, record, launch.ETag),
        ];
    }
}
