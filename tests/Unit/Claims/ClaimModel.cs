using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>
/// What must be true of the queues of a history, after every transaction. It follows launches, index rows, slots and limits by the keys that
/// are written, and knows of the product only what those keys mean.
/// </summary>
internal sealed class ClaimModel(History history, MemoryTable rows, Func<DateTimeOffset> clock)
{
    private readonly Dictionary<string, KnownLaunch> _launches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _labelSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _caps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _holds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outbox = new(StringComparer.Ordinal);
    private readonly HashSet<string> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (int Moment, DateTimeOffset At, int Slots)> _headerReads = [];
    private readonly ClaimLimits _limits = new(history);
    private int _moment;

    /// <summary>The first thing that was not as it must be.</summary>
    public string? Violation { get; private set; }

    public IReadOnlyList<KnownLaunch> Launches => [.. _launches.Values];

    /// <summary>Rows that an ended claim left to be worked off.</summary>
    public int OutboxRows => _outbox.Count;

    /// <summary>How many claims were made.</summary>
    public int Claims => _claims.Count;

    public void Submitted(LaunchId id, HistoryLaunch launch, DateTimeOffset dueAt, int rank) =>
        _launches.TryAdd(id.Rest, new KnownLaunch(id.Partition, id.Rest, launch, dueAt, rank));

    public void HeaderRead(int? lane, string partition) => _headerReads[lane ?? -1] = (++_moment, clock(), SlotsOf(partition));

    public void Started(ClaimedLaunch claim) => Must(_claims.Contains(claim.InstanceId), $"{claim.InstanceId} was started and never claimed");

    public void Committed(IReadOnlyList<TableTransactionAction> actions, int? lane)
    {
        _moment++;
        var touched = new HashSet<KnownLaunch>();
        var claimed = new List<KnownLaunch>();
        var cancelled = new List<KnownLaunch>();
        foreach (var launch in _launches.Values)
            launch.Held = null;
        foreach (var action in actions)
            Follow(action, touched, claimed, cancelled);
        foreach (var launch in touched)
            CheckRows(launch);
        var isHeader = actions[0].Entity.RowKey == RowKeys.Header;
        if (claimed.Count > 0)
            CheckClaim(claimed, lane);
        if (cancelled.Count > 0 && isHeader)
            CheckOverflow(cancelled[0], lane);
    }

    /// <summary>Nothing is left to be given back or started: the limits count the claims that there are, and nothing else.</summary>
    public void CheckSettled(Func<string, bool> isStarted)
    {
        Must(_outbox.Count == 0, $"{_outbox.Count} ends were not worked off");
        foreach (var launch in _launches.Values)
        {
            foreach (var slot in launch.Slots)
                Must(isStarted(ClaimedLaunch.InstanceIdOf($"{launch.Partition}-{launch.Rest}", slot)), $"claim {slot} of {launch} was not started");
        }

        var counted = _caps.SelectMany(cap => cap.Value.Select(row => $"{cap.Key}/{row}")).Order(StringComparer.Ordinal).ToArray();
        var held = _holds.Values.SelectMany(hold => hold).Order(StringComparer.Ordinal).ToArray();
        Must(counted.SequenceEqual(held, StringComparer.Ordinal), $"caps count {counted.Length}, claims hold {held.Length}: {string.Join(' ', counted.Except(held).Concat(held.Except(counted)))}");
    }

    /// <summary>Nothing is lost, and nothing waits that could be claimed.</summary>
    public void CheckQuiet()
    {
        foreach (var launch in _launches.Values.Where(launch => launch.State.Length > 0))
        {
            CheckRows(launch);
            Must(launch.IsFinal || launch.IsWaiting || launch.Slots.Count == 1, $"{launch} is lost in state {launch.State}");
            if (!launch.IsWaiting)
                continue;

            var header = HeaderOf(launch.Partition);
            foreach (var agent in history.Agents.Where(agent => ClaimLimits.Serves(agent, launch.Launch)))
            {
                Must(launch.DueSince is not null || launch.DueAt > clock(), $"{launch} was not released");
                Must(
                    launch.DueSince is null || header.Paused || IsFull(header.LimitAt(clock()), SlotsOf(launch.Partition))
                        || _limits.CapsOf(agent, launch.Launch).Any(cap => IsFull(cap.Limit, Counted(cap.Key))),
                    $"{launch} waits, and {agent.Name} could claim it");
            }
        }
    }

    private void Follow(TableTransactionAction action, HashSet<KnownLaunch> touched, List<KnownLaunch> claimed, List<KnownLaunch> cancelled)
    {
        var row = (TableEntity)action.Entity;
        var isDeleted = action.ActionType == TableTransactionActionType.Delete;
        var kind = row.RowKey[..1];
        if (_limits.IsCap(row.PartitionKey))
        {
            FollowCap(row, isDeleted);
        }
        else if (kind is RowKeys.DueRows or RowKeys.FutureRows)
        {
            var launch = Touch(row.RowKey[^LaunchId.RestLength..], touched);
            launch.IndexRows.Remove(row.RowKey);
            if (!isDeleted)
                launch.IndexRows.Add(row.RowKey);
            launch.DueSince = isDeleted || kind == RowKeys.FutureRows ? null : _moment;
            Must(isDeleted || kind == RowKeys.FutureRows || launch.DueAt <= clock(), $"{launch} was released before its time");
        }
        else if (kind == RowKeys.Slots)
        {
            FollowSlot(row, action.ActionType, touched, claimed);
        }
        else if (kind == RowKeys.Launches)
        {
            var launch = Touch(row.RowKey[1..], touched);
            launch.State = row.GetString("state") ?? launch.State;
            launch.IndexKey = row.GetString("index_key") ?? launch.IndexKey;
            launch.Rank = row.GetInt32("rank") ?? launch.Rank;
            launch.DueAt = row.GetDateTimeOffset("due_at") ?? launch.DueAt;
            if (launch.State == "cancelled")
                cancelled.Add(launch);
        }
        else if (kind == RowKeys.LabelSets)
        {
            FollowLabelSet(row, isDeleted);
        }
        else if (kind == RowKeys.OutboxRows)
        {
            _ = isDeleted ? _outbox.Remove(row.RowKey) : _outbox.Add(row.RowKey);
        }
    }

    private void FollowCap(TableEntity row, bool isDeleted)
    {
        if (row.RowKey == LimitKeys.Header)
            return;
        if (!_caps.TryGetValue(row.PartitionKey, out var counted))
            _caps[row.PartitionKey] = counted = new HashSet<string>(StringComparer.Ordinal);
        _ = isDeleted ? counted.Remove(row.RowKey) : counted.Add(row.RowKey);
        Must(!IsOver(_limits.Of(row.PartitionKey), counted.Count), $"cap {row.PartitionKey} counts {counted.Count} of {_limits.Of(row.PartitionKey)}");
    }

    private void FollowSlot(TableEntity row, TableTransactionActionType type, HashSet<KnownLaunch> touched, List<KnownLaunch> claimed)
    {
        var launch = Touch(row.RowKey[1..(1 + LaunchId.RestLength)], touched);
        var number = int.Parse(row.RowKey[(1 + LaunchId.RestLength)..], System.Globalization.CultureInfo.InvariantCulture);
        if (type == TableTransactionActionType.Delete)
        {
            launch.Slots.Remove(number);
            _holds.Remove(row.RowKey, out var held);
            launch.Held = held;
        }
        else if (type == TableTransactionActionType.Add)
        {
            Must(number > launch.LastClaim, $"claim {number} of {launch} after {launch.LastClaim}");
            launch.Slots.Add(number);
            launch.LastClaim = number;
            launch.Agent = row.GetString("agent");
            string[] holds = row.GetString("limits") is { Length: > 0 } limits ? limits.Split(' ') : [];
            _holds[row.RowKey] = holds;
            _claims.Add(ClaimedLaunch.InstanceIdOf($"{launch.Partition}-{launch.Rest}", number));

            // Claimed anew, in the place of the claim before: it takes nothing that this did not hold, and asks no header.
            if (launch.Held is { } before)
                Must(holds.SequenceEqual(before, StringComparer.Ordinal), $"{launch} was claimed anew with other caps");
            else
                claimed.Add(launch);
        }
    }

    private void FollowLabelSet(TableEntity row, bool isDeleted)
    {
        if (!_labelSets.TryGetValue(row.PartitionKey, out var sets))
            _labelSets[row.PartitionKey] = sets = new HashSet<string>(StringComparer.Ordinal);
        _ = isDeleted ? sets.Remove(row.RowKey) : sets.Add(row.RowKey);
        foreach (var launch in _launches.Values)
        {
            if (isDeleted && launch.IsWaiting && launch.Partition == row.PartitionKey)
                CheckRows(launch);
        }
    }

    // One index row while it waits, one slot while it is claimed, neither once it has ended.
    private void CheckRows(KnownLaunch launch)
    {
        var expected = launch.IsWaiting ? (1, 0) : launch.IsFinal ? (0, 0) : (0, 1);
        Must((launch.IndexRows.Count, launch.Slots.Count) == expected, $"{launch}, {launch.State}, has {launch.IndexRows.Count} index rows and {launch.Slots.Count} slots");
        Must(launch.IndexKey == (launch.IndexRows.Count == 0 ? "" : launch.IndexRows[0]), $"{launch} says that its index row is {launch.IndexKey}");
        if (launch.DueSince is not null)
        {
            var set = RowKeys.LabelSet(LabelSet.HashOf(launch.Launch.Labels));
            Must(_labelSets.GetValueOrDefault(launch.Partition)?.Contains(set) == true, $"{launch} is due, and no claim looks at its label set");
        }
    }

    private void CheckClaim(List<KnownLaunch> claimed, int? lane)
    {
        var header = HeaderOf(claimed[0].Partition);
        var agent = history.Agents.Single(agent => agent.Name == claimed[0].Agent);
        var (readMoment, readAt, _) = _headerReads[lane ?? -1];
        Must(!header.Paused, $"{header.Queue} is paused, and {claimed[0]} was claimed");
        // An override may run out while the claim is made.
        var slots = SlotsOf(header.Partition);
        Must(!IsOver(header.LimitAt(readAt), slots) || !IsOver(header.LimitAt(clock()), slots), $"{header.Queue} holds {slots} of {header.LimitAt(clock())}");
        foreach (var cap in _limits.All)
            Must(!IsOver(cap.Limit, Holders(cap.Key)), $"{Holders(cap.Key)} claims hold {cap.Limit} of cap {cap.Key}");
        foreach (var launch in claimed)
        {
            Must(ClaimLimits.Serves(agent, launch.Launch), $"{agent.Name} claimed {launch}");
            Must(launch.DueAt <= clock(), $"{launch} was claimed before its time");
            CheckOrder(launch, agent, readMoment);
        }
    }

    // A launch may be passed over for a limit that the one behind it does not need.
    private void CheckOrder(KnownLaunch claimed, HistoryAgent agent, int readMoment)
    {
        foreach (var other in _launches.Values)
        {
            if (other.DueSince < readMoment && other.Partition == claimed.Partition && other.IsBefore(claimed)
                && ClaimLimits.Serves(agent, other.Launch)
                && !_limits.CapsOf(agent, other.Launch).Except(_limits.CapsOf(agent, claimed.Launch)).Any())
                Must(false, $"{claimed} was claimed before {other}");
        }
    }

    // Ends do not touch the header: it is the claims found behind it that the launch came too late for.
    private void CheckOverflow(KnownLaunch cancelled, int? lane)
    {
        var header = HeaderOf(cancelled.Partition);
        var (_, readAt, slots) = _headerReads[lane ?? -1];
        var cancelsNew = history.Queues.Single(queue => queue.Name == header.Queue).CancelsNew;
        var isFull = IsFull(header.LimitAt(readAt), slots) || IsFull(header.LimitAt(clock()), slots);
        Must(cancelsNew && !header.Paused && isFull, $"{cancelled} was cancelled although there was room");
    }

    private KnownLaunch Touch(string rest, HashSet<KnownLaunch> touched)
    {
        var launch = _launches[rest];
        touched.Add(launch);
        return launch;
    }

    private QueueHeader HeaderOf(string partition) =>
        QueueHeader.From(rows.FindAsync(partition, RowKeys.Header, CancellationToken.None).GetAwaiter().GetResult()!);

    private int SlotsOf(string partition) => _launches.Values.Where(launch => launch.Partition == partition).Sum(launch => launch.Slots.Count);

    private int Counted(string cap) => _caps.GetValueOrDefault(cap)?.Count ?? 0;

    private int Holders(string cap) => _launches.Values.Where(launch => launch.Slots.Count > 0)
        .Count(launch => _limits.CapsOf(history.Agents.Single(agent => agent.Name == launch.Agent), launch.Launch).Any(held => held.Key == cap));

    private static bool IsFull(int limit, int count) => limit >= 0 && count >= limit;

    private static bool IsOver(int limit, int count) => limit >= 0 && count > limit;

    private void Must(bool holds, string otherwise) => Violation ??= holds ? null : otherwise;
}
