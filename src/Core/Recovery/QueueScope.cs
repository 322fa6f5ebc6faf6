using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Recovery;

/// <summary>One run queue during one run of <see cref="Reconcile"/>. What several lines need is read once.</summary>
public sealed class QueueScope(string queue, QueueReader rows)
{
    private IReadOnlyList<SlotRow>? _slots;
    private WaitingRows? _waiting;

    /// <summary>Name of the run queue.</summary>
    public string Queue => queue;

    /// <summary>The partition of the queue's rows.</summary>
    public string Partition { get; } = LaunchId.PartitionOf(queue);

    /// <summary>All slots of the queue, as they were when the first line asked.</summary>
    public async Task<IReadOnlyList<SlotRow>> SlotsAsync(CancellationToken cancellationToken) =>
        _slots ??= await rows.SlotsAsync(queue, cancellationToken);

    /// <summary>Who waits in the queue, as far as one read tells, when the first line asked.</summary>
    public async Task<WaitingRows> WaitingAsync(CancellationToken cancellationToken) =>
        _waiting ??= await rows.WaitingAsync(queue, cancellationToken);
}
