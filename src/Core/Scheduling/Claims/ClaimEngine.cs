using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>
/// Claims launches of one run queue: reads the header first, then the slots, then the first due rows, counts the claims against
/// every limit that is set, and commits against the header's ETag. Whatever changed in between makes a commit fail; what was
/// counted is then given back, and everything is read again.
/// </summary>
public sealed class ClaimEngine(
    LaunchTables tables,
    AgentOptions agent,
    ClaimLimits limits,
    LimitTable limitTable,
    CancelNewOverflow overflow,
    OperationIds operations,
    OrphanedIndexRows strays,
    TimeProvider time)
{
    /// <summary>Claims what may be claimed now, in one transaction, for a queue that shares its limits with no other of this agent.</summary>
    public Task<ClaimResult> ClaimAsync(string queue, CancellationToken cancellationToken) =>
        ClaimAsync(queue, new LimitSnapshot(limitTable), limit => limit.Room, cancellationToken);

    /// <summary>Claims what may be claimed now, in one transaction.</summary>
    /// <param name="queue">The run queue.</param>
    /// <param name="view">What is known of the limits.</param>
    /// <param name="share">How much of a limit the queue may take.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ClaimResult> ClaimAsync(string queue, LimitSnapshot view, ClaimShare share, CancellationToken cancellationToken)
    {
        var partition = LaunchId.PartitionOf(queue);
        if (await tables.Launches.FindAsync(partition, RowKeys.Header, cancellationToken) is not { } headerRow)
            return ClaimResult.Nothing;

        var header = QueueHeader.From(headerRow);
        if (header.Paused || header.StoppedAgents.Contains(agent.Name, StringComparer.Ordinal))
            return ClaimResult.Nothing;

        var (labelSets, slots) = await ReadOccupancyAsync(partition, cancellationToken);
        var room = ClaimPlan.Room(header, slots.Count, time.GetUtcNow());
        var cancelsNew = header.Config.OnLimit == OnLimit.CancelNew;
        LabelSetRow[] own = [.. labelSets.Where(set => LabelSet.Matches(agent.Labels, set.Labels))];
        if (room == 0)
        {
            var cancelled = cancelsNew ? await overflow.CancelAsync(header, cancellationToken) : ClaimResult.Nothing;
            return cancelled.Contended || cancelled.WantsMore ? cancelled : await AtLimitAsync(header, own, slots, cancellationToken);
        }

        // A full limit must not hide launches behind it that it does not concern; without limits one more tells whether any stay behind.
        var depth = limits.All.Count == 0 ? room + 1 : ClaimPlan.LimitedDepth;
        var candidates = new List<ClaimCandidate>();
        foreach (var labelSet in own)
        {
            var rows = await tables.Launches.QueryPrefixAsync(partition, RowKeys.DuePrefix(labelSet.Hash), depth, cancellationToken);
            candidates.AddRange(rows.Select(DueRow.From).Select(due => new ClaimCandidate(due, limits.Of(due))));
        }

        var rooms = new AvailableCapacity();
        var states = new Dictionary<string, LimitState>(StringComparer.Ordinal);
        foreach (var limit in candidates.SelectMany(candidate => candidate.Limits).Distinct())
        {
            var state = states[limit.Key] = await view.GetAsync(limit, cancellationToken);
            rooms.Add(limit, state.Room, share(state));
        }

        var chosen = ClaimPlan.Choose(candidates, room, rooms);
        var result = chosen.Count == 0 ? ClaimResult.Nothing : await CommitAsync(header, chosen, view, cancellationToken);

        // With the last of the room taken, what is behind it may have to be cancelled, which takes another look.
        var isFull = result.Claims.Count == room && (cancelsNew || room == ClaimPlan.MaximumClaims);
        if (rooms.IsHeldBack || isFull)
            return result with { WantsMore = true };
        if (result.Contended || candidates.Count == chosen.Count)
            return result;

        var wait = chosen.Count == room
            ? ClaimWait.AtLimit(header, slots, chosen.Count, agent.Name, time.GetUtcNow())
            : ClaimWait.AtLimits(candidates.Except(chosen), rooms, states);
        return result with { IsBlocked = wait.IsBlocked, RoomAt = wait.RoomAt };
    }

    // Whether anything is behind the limit is asked only when nobody would tell this agent that there is room.
    private async Task<ClaimResult> AtLimitAsync(
        QueueHeader header, IEnumerable<LabelSetRow> labelSets, IReadOnlyList<SlotRow> slots, CancellationToken cancellationToken)
    {
        var wait = ClaimWait.AtLimit(header, slots, claimed: 0, agent.Name, time.GetUtcNow());
        if (!wait.IsBlocked)
            return ClaimResult.Nothing;

        foreach (var labelSet in labelSets)
        {
            if ((await tables.Launches.QueryPrefixAsync(header.Partition, RowKeys.DuePrefix(labelSet.Hash), maximumRows: 1, cancellationToken)).Count > 0)
                return ClaimResult.Nothing with { IsBlocked = true, RoomAt = wait.RoomAt };
        }

        return ClaimResult.Nothing;
    }

    private async Task<ClaimResult> CommitAsync(
        QueueHeader header, IReadOnlyList<ClaimCandidate> chosen, LimitSnapshot view, CancellationToken cancellationToken)
    {
        var operation = operations.Next();
        var slots = ClaimTransaction.SlotsFor(chosen, agent.Name, operation, time.GetUtcNow());
        var taken = new List<LimitHold>();
        if (await TryTakeLimitsAsync(header.Queue, chosen, slots, taken, view, cancellationToken))
        {
            var committed = await tables.Launches.CommitAsync(ClaimTransaction.Actions(header, chosen, slots, operation), cancellationToken);
            if (committed.IsCommitted || await IsOwnSuccessAsync(slots, operation, cancellationToken))
                return new ClaimResult([.. slots.Select(ClaimedLaunch.Of)], Contended: false) { Held = taken };
            if (ClaimTransaction.LaunchMissing(committed) is { } index)
                await strays.DropAsync(chosen[index].Due.Id, chosen[index].Due.Key, chosen[index].Due.ETag, cancellationToken);
        }

        await limitTable.GiveBackAsync(taken, cancellationToken);
        view.Forget();
        return new ClaimResult([], Contended: true);
    }

    // A host that dies in here leaves rows that no slot knows; healing finds them (Health/StaleLimits).
    private async Task<bool> TryTakeLimitsAsync(
        string queue,
        IReadOnlyList<ClaimCandidate> chosen,
        IReadOnlyList<SlotRow> slots,
        List<LimitHold> taken,
        LimitSnapshot view,
        CancellationToken cancellationToken)
    {
        foreach (var limit in chosen.SelectMany(candidate => candidate.Limits).Distinct())
        {
            LimitRow[] rows =
            [
                .. from slot in slots
                   from hold in slot.Limits
                   where hold.ConcurrencyLimit == limit.Key
                   select LimitRow.Of(hold, queue, slot),
            ];
            var state = await view.GetAsync(limit, cancellationToken);
            if (!await limitTable.TryTakeAsync(state, queue, rows, cancellationToken))
                return false;
            taken.AddRange(rows.Select(row => row.Hold));
            view.Took(state, rows.Length);
        }

        return true;
    }

    // The client re-sends a transaction whose answer was lost; the second one is refused although the first took effect. Any slot of it tells:
    // others may have been healed and ended by now.
    private async Task<bool> IsOwnSuccessAsync(IReadOnlyList<SlotRow> slots, string operation, CancellationToken cancellationToken)
    {
        string[] keys = [.. slots.Select(slot => RowKeys.Slot(slot.Id, slot.Claim)).Order(StringComparer.Ordinal)];
        var rows = await tables.Launches.QueryAsync(
            slots[0].Id.Partition, keys[0], RowRange.EndOf(keys[^1]), maximumRows: null, cancellationToken);
        return rows.Any(row => SlotRow.From(row).Operation == operation);
    }

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
