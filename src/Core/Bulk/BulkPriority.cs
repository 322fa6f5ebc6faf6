using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Core.Bulk;

/// <summary>Gives launches that wait another priority; their queues are looked at once.</summary>
public sealed class BulkPriority(PriorityRequests priorities, QueueWakeups wakeups, Priority priority) : BulkWork
{
    private readonly HashSet<string> _queues = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public override string? SkipReason(LaunchRow launch) =>
        launch.IndexKey is null ? BulkReasons.NotWaiting
        : launch.Priority == priority && launch.Rank == priority ? BulkReasons.Unchanged
        : null;

    /// <inheritdoc />
    public override async Task<BulkStep> DoAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        switch (await priorities.MoveAsync(launch.Id, priority, cancellationToken))
        {
            case PriorityOutcome.Unknown:
                return BulkStep.Skip(BulkReasons.Gone);
            case PriorityOutcome.NotWaiting:
                return BulkStep.Skip(BulkReasons.NotWaiting);
            case PriorityOutcome.NotPrioritized:
                return BulkStep.Skip(BulkReasons.NotPrioritized);
            default:
                _queues.Add(launch.Queue);
                return BulkStep.Changed;
        }
    }

    /// <inheritdoc />
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues)
            await wakeups.TryAsync(queue, cancellationToken);
    }
}
