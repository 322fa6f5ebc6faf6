using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// A queue was about to be created or removed; its host died in between, or the removal takes its time. Whoever does either marks the queue in the
/// directory first. One that is being removed is emptied and removed; of one that is gone, launches that came in too late are cancelled, and its name
/// is forgotten when none can come any more.
/// </summary>
public sealed class UnsettledQueues(QueueDirectory directory, QueueCatalog queues, QueueRemoval removal, TimeProvider time) : IAgentRepair
{
    // Far longer than a host takes from one write to the other.
    private static readonly TimeSpan Settling = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        foreach (var listing in await directory.ListUnsettledAsync(cancellationToken))
            await HealAsync(listing, cancellationToken);
    }

    private async Task HealAsync(QueueListing listing, CancellationToken cancellationToken)
    {
        // Read before the header: if that is missing then, they came in before any queue of this name that may follow.
        var waiting = await removal.WaitingAsync(LaunchId.PartitionOf(listing.Name), cancellationToken);
        var header = await queues.FindAsync(listing.Name, cancellationToken);
        var isOld = listing.ChangedAt + Settling < time.GetUtcNow();
        if (header is { IsRemoved: true })
            await removal.ContinueAsync(listing.Name, cancellationToken);
        else if (header is null && waiting.Count > 0)
            await removal.CancelAsync(waiting, cancellationToken);
        else if (header is null && isOld)
            await directory.ForgetAsync(listing, cancellationToken);
        else if (header is not null && isOld)
            await directory.SettleAsync(listing, cancellationToken);
    }
}
