using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>Which launches to claim, decided from what was read under the header's ETag.</summary>
public static class ClaimPlan
{
    /// <summary>The most launches in one transaction: three operations each and one for the header, of 100.</summary>
    public const int MaximumClaims = 33;

    /// <summary>How many due rows of a label set are looked at when limits are limited, so that those whose limit is full can be passed over.</summary>
    public const int LimitedDepth = 100;

    /// <summary>How many launches the queue would let start now.</summary>
    /// <param name="header">The queue's header.</param>
    /// <param name="slotsTaken">Slot rows read after the header.</param>
    /// <param name="now">The time: a limit may hold for a while only.</param>
    public static int Room(QueueHeader header, int slotsTaken, DateTimeOffset now) => (header.Paused, header.LimitAt(now)) switch
    {
        (true, _) => 0,
        (_, QueueConfig.Unlimited) => MaximumClaims,
        (_, var limit) => Math.Clamp(limit - slotsTaken, 0, MaximumClaims),
    };

    /// <summary>
    /// The launches to claim, in the order of the queue, out of the first due rows of each matching label set. A launch whose limit is
    /// full is passed over; those behind it that do not need the limit still go.
    /// </summary>
    /// <param name="candidates">Those rows.</param>
    /// <param name="room">How many the queue lets start.</param>
    /// <param name="rooms">What the limits of the candidates have left.</param>
    public static IReadOnlyList<ClaimCandidate> Choose(IEnumerable<ClaimCandidate> candidates, int room, AvailableCapacity rooms)
    {
        var ordered = candidates
            .OrderBy(candidate => candidate.Due.Priority)
            .ThenBy(candidate => candidate.Due.DueAt)
            .ThenBy(candidate => candidate.Due.Id.Rest, StringComparer.Ordinal);
        var chosen = new List<ClaimCandidate>();
        foreach (var candidate in ordered)
        {
            if (chosen.Count == room)
                break;
            if (rooms.TryTake(candidate.Limits))
                chosen.Add(candidate);
        }

        return chosen;
    }
}
