using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// Removes run queues. The header goes last, when nothing of the queue waits, holds a slot or gives back limits; its launches stay as they
/// ended. Arrivals do not touch the header, so one that was under way may still come in: healing cancels it (<c>Health/UnsettledQueues</c>).
/// </summary>
public sealed class QueueRemoval(
    LaunchTables tables, QueueCatalog queues, QueueDirectory directory, QueueChanges changes, StopRequests stops, OrphanedIndexRows strays, ILogger<QueueRemoval> logger)
{
    private const int Tries = 50;
    private const int MostStops = 200;

    private static readonly string[] Waiting = [RowKeys.DueRows, RowKeys.FutureRows];

    /// <summary>Removes a queue without launches that have not ended; one with them is left as it is.</summary>
    public async Task<QueueChange> RemoveEmptyAsync(string queue, QueueCondition condition, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await queues.FindAsync(queue, cancellationToken) is not { } header)
                return new QueueChange(tries == 0 ? QueueChangeOutcome.Unknown : QueueChangeOutcome.Removed);
            if (!condition.IsMet(header.ConfigVersion))
                return new QueueChange(QueueChangeOutcome.Mismatch, header);
            if (!await IsEmptyAsync(header, cancellationToken))
                return new QueueChange(header.IsRemoved ? QueueChangeOutcome.BeingRemoved : QueueChangeOutcome.InUse, header);

            if (await TryRemoveAsync(header, cancellationToken))
                return new QueueChange(QueueChangeOutcome.Removed);
        }

        throw new TimeoutException($"The header of queue '{queue}' changed under {Tries} tries in a row.");
    }

    /// <summary>Closes and pauses a queue, and does what can be done at once of emptying it; healing does the rest.</summary>
    public async Task<QueueChange> RemoveByForceAsync(string queue, QueueCondition condition, CancellationToken cancellationToken)
    {
        if (await queues.FindAsync(queue, cancellationToken) is null)
            return new QueueChange(QueueChangeOutcome.Unknown);

        await directory.MarkAsync(queue, cancellationToken);
        var begun = await changes.BeginRemovalAsync(queue, condition, cancellationToken);
        return begun.Outcome == QueueChangeOutcome.Changed && await ContinueAsync(queue, cancellationToken)
            ? new QueueChange(QueueChangeOutcome.Removed)
            : begun;
    }

    /// <summary>Cancels what waits and asks what is claimed to stop, in bounded steps; true when the queue is gone.</summary>
    public async Task<bool> ContinueAsync(string queue, CancellationToken cancellationToken)
    {
        if (await queues.FindAsync(queue, cancellationToken) is not { } header)
            return true;

        await CancelAsync(await WaitingAsync(header.Partition, cancellationToken), cancellationToken);
        var slots = await tables.Launches.QueryPrefixAsync(header.Partition, RowKeys.Slots, MostStops, cancellationToken);
        foreach (var slot in slots.Select(SlotRow.From).Where(slot => slot.DesiredState == DesiredState.Run))
            await TryStopAsync(slot.Id, cancellationToken);
        return await IsEmptyAsync(header, cancellationToken) && await TryRemoveAsync(header, cancellationToken);
    }

    /// <summary>The index rows of the first launches of a partition that wait.</summary>
    public async Task<IReadOnlyList<TableEntity>> WaitingAsync(string partition, CancellationToken cancellationToken)
    {
        var found = new List<TableEntity>();
        foreach (var prefix in Waiting)
            found.AddRange(await tables.Launches.QueryPrefixAsync(partition, prefix, MostStops - found.Count, cancellationToken));
        return found;
    }

    /// <summary>Cancels launches that wait, by their index rows.</summary>
    public async Task CancelAsync(IReadOnlyList<TableEntity> waiting, CancellationToken cancellationToken)
    {
        foreach (var row in waiting)
        {
            var id = LaunchId.From(row.PartitionKey, row.RowKey[^LaunchId.RestLength..]);
            if (!await TryStopAsync(id, cancellationToken))
                await strays.DropAsync(id, row.RowKey, row.ETag, cancellationToken);
        }
    }

    // One that cannot be told must not keep the others from ending; false when there is no such launch.
    private async Task<bool> TryStopAsync(LaunchId launch, CancellationToken cancellationToken)
    {
        try
        {
            return await stops.StopAsync(launch, force: false, cancellationToken) is not null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.NotStoppedForRemoval(fault, launch.ToString());
            return true;
        }
    }

    // Read behind the header: who claims meanwhile changes it, and it is not removed.
    private async Task<bool> IsEmptyAsync(QueueHeader header, CancellationToken cancellationToken)
    {
        foreach (var prefix in (string[])[.. Waiting, RowKeys.Slots, RowKeys.OutboxRows])
        {
            if ((await tables.Launches.QueryPrefixAsync(header.Partition, prefix, 1, cancellationToken)).Count > 0)
                return false;
        }

        return true;
    }

    // Marked first: healing looks for a while after what comes in too late, and then forgets the name. A header that is missing was removed by
    // somebody else, or by us, and the answer was lost.
    private async Task<bool> TryRemoveAsync(QueueHeader header, CancellationToken cancellationToken)
    {
        await directory.MarkAsync(header.Queue, cancellationToken);
        var removed = (await tables.Launches.CommitAsync([header.Remove()], cancellationToken)).Outcome is CommitOutcome.Committed or CommitOutcome.Missing;
        if (removed)
            logger.QueueRemoved(header.Queue);
        return removed;
    }
}
