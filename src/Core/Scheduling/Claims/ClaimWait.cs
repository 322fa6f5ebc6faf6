using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>
/// Whether launches that could not be claimed wait for what others do. What this agent holds itself needs no looking again: the end of it dispatches.
/// </summary>
/// <param name="IsBlocked">Whether somebody else, or the clock, makes room without telling this agent.</param>
/// <param name="RoomAt">When the clock does; null when it does not.</param>
public readonly record struct ClaimWait(bool IsBlocked, DateTimeOffset? RoomAt)
{
    /// <summary>What is behind the limit of a run queue.</summary>
    /// <param name="header">The queue.</param>
    /// <param name="slots">Its claims, which reach the limit.</param>
    /// <param name="claimed">How many claims of this agent were added to them since.</param>
    /// <param name="agent">This agent.</param>
    /// <param name="now">The time.</param>
    public static ClaimWait AtLimit(QueueHeader header, IReadOnlyList<SlotRow> slots, int claimed, string agent, DateTimeOffset now)
    {
        var isWider = header.Config.MaxConcurrency == QueueConfig.Unlimited || header.Config.MaxConcurrency > slots.Count + claimed;
        var roomAt = isWider ? header.OverrideAt(now)?.Until : null;
        return new ClaimWait(roomAt is not null || slots.Any(slot => slot.Agent != agent), roomAt);
    }

    /// <summary>What was passed over for limits that are full.</summary>
    /// <param name="left">The launches.</param>
    /// <param name="rooms">What the limits have left.</param>
    /// <param name="states">The limits as they were read.</param>
    public static ClaimWait AtLimits(IEnumerable<ClaimCandidate> left, AvailableCapacity rooms, IReadOnlyDictionary<string, LimitState> states)
    {
        var isBlocked = left.SelectMany(candidate => candidate.Limits).Any(limit => rooms.IsFull(limit) && states[limit.Key].IsHeldByOthers);
        return new ClaimWait(isBlocked, RoomAt: null);
    }
}
