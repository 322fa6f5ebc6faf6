using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>
/// Claims launches of one run queue: reads the header first, then the slots, then the first due rows, and commits against
/// the header's ETag. Whatever changed in between makes the commit fail, and everything is read again.
/// </summary>
public sealed class ClaimEngine(LaunchTables tables, AgentOptions agent, OperationIds operations, TimeProvider time)
{
    /// <summary>Claims what may be claimed now, in one transaction.</summary>
    public async Task<ClaimResult> ClaimAsync(string queue, CancellationToken cancellationToken)
    {
        var partition = LaunchId.PartitionOf(queue);
        if (await tables.Launches.FindAsync(partition, RowKeys.Header, cancellationToken) is not { } headerRow)
            return ClaimResult.Nothing;

        var header = QueueHeader.From(headerRow);
        if (header.Paused || header.StoppedAgents.Contains(agent.Name, StringComparer.Ordinal))
            return ClaimResult.Nothing;

        var (labelSets, slots) = await ReadOccupancyAsync(partition, cancellationToken);
        var room = ClaimPlan.Room(header, slots.Count);
        if (room == 0)
            return ClaimResult.Nothing;

        var due = new List<DueRow>();
        foreach (var labelSet in labelSets.Where(set => LabelSet.Matches(agent.Labels, set.Labels)))
        {
            var rows = await tables.Launches.QueryPrefixAsync(partition, RowKeys.DuePrefix(labelSet.Hash), room, cancellationToken);
            due.AddRange(rows.Select(DueRow.From));
        }

        var chosen = ClaimPlan.Choose(due, room);
        return chosen.Count == 0 ? ClaimResult.Nothing : await CommitAsync(header, chosen, cancellationToken);
    }

    private async Task<ClaimResult> CommitAsync(QueueHeader header, IReadOnlyList<DueRow> chosen, CancellationToken cancellationToken)
    {
        var operation = operations.Next();
        var slots = ClaimTransaction.SlotsFor(chosen, agent.Name, operation, time.GetUtcNow());
        var committed = await tables.Launches.CommitAsync(ClaimTransaction.Actions(header, chosen, slots, operation), cancellationToken);
        if (committed.IsCommitted || await IsOwnSuccessAsync(slots[0], operation, cancellationToken))
            return new ClaimResult([.. slots.Select(ClaimedLaunch.Of)], Contended: false);
        return new ClaimResult([], Contended: true);
    }

    // The client re-sends a transaction whose answer was lost; the second one is refused although the first took effect.
    private async Task<bool> IsOwnSuccessAsync(SlotRow slot, string operation, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(slot.Id.Partition, RowKeys.Slot(slot.Id, slot.Claim), cancellationToken) is { } row
        && SlotRow.From(row).Operation == operation;

    // Label sets and slots stand close enough together in key order that one query reads both.
    private async Task<(List<LabelSetRow> LabelSets, List<SlotRow> Slots)> ReadOccupancyAsync(
        string partition, CancellationToken cancellationToken)
    {
        var rows = await tables.Launches.QueryAsync(
            partition, RowKeys.LabelSets, RowRange.EndOf(RowKeys.Slots), maximumRows: null, cancellationToken);
        var labelSets = new List<LabelSetRow>();
        var slots = new List<SlotRow>();
        foreach (var row in rows)
        {
            if (row.RowKey.StartsWith(RowKeys.LabelSets, StringComparison.Ordinal))
                labelSets.Add(LabelSetRow.From(row));
            else if (row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal))
                slots.Add(SlotRow.From(row));
        }

        return (labelSets, slots);
    }
}
