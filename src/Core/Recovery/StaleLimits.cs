using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// A claim was counted against a limit; its host died before the claim was made, or before the count was given back. The queue's header is
/// touched before the slot is looked for, so that a claim still in flight fails: a slot that is missing then will never come.
/// </summary>
public sealed class StaleLimits(
    LaunchTables tables,
    QueueReader queueRows,
    ClaimLimits limits,
    LimitTable limitTable,
    Dispatcher dispatcher,
    OperationIds operations,
    ReconcileOptions options,
    TimeProvider time,
    ILogger<StaleLimits> logger) : IAgentRepair
{
    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        // The age only spares claims that are being made; it decides nothing.
        var young = time.GetUtcNow() - options.ClaimSettle;
        var old = new List<LimitRow>();
        foreach (var limit in limits.All)
            old.AddRange((await limitTable.ListAsync(limit, cancellationToken)).Where(row => row.TakenAt < young));

        foreach (var queue in old.GroupBy(row => row.Queue, StringComparer.Ordinal))
        {
            if (await HealAsync(queue.Key, queue, cancellationToken))
                await dispatcher.DispatchFreedAsync(queue.Key, queue.Select(row => row.Hold), cancellationToken);
        }
    }

    private async Task<bool> HealAsync(string queue, IEnumerable<LimitRow> rows, CancellationToken cancellationToken)
    {
        var stale = await WithoutSlotAsync(queue, rows, cancellationToken);
        if (stale.Count == 0)
            return false;

        await tables.Launches.CommitAsync([QueueHeader.Touch(LaunchId.PartitionOf(queue), operations.Next())], cancellationToken);
        stale = await WithoutSlotAsync(queue, stale, cancellationToken);
        await limitTable.GiveBackAsync(stale.Select(row => row.Hold), cancellationToken);
        foreach (var row in stale)
            logger.StaleCapGivenBack(row.Hold.ConcurrencyLimit, row.Id.ToString(), row.Claim);
        return stale.Count > 0;
    }

    private async Task<List<LimitRow>> WithoutSlotAsync(string queue, IEnumerable<LimitRow> rows, CancellationToken cancellationToken)
    {
        var holds = (await queueRows.SlotsAsync(queue, cancellationToken)).SelectMany(slot => slot.Limits).ToHashSet();
        return [.. rows.Where(row => !holds.Contains(row.Hold))];
    }
}
