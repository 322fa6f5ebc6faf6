using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Which launches to claim, decided from what was read under the header's ETag.</summary>
public static class ClaimPlan
{
    /// <summary>The most launches in one transaction: three operations each and one for the header, of 100.</summary>
    public const int MaximumClaims = 33;

    /// <summary>How many launches the queue would let start now.</summary>
    /// <param name="header">The queue's header.</param>
    /// <param name="slotsTaken">Slot rows read after the header.</param>
    public static int Room(QueueHeader header, int slotsTaken) => header switch
    {
        { Paused: true } => 0,
        { Config.MaxConcurrency: QueueConfig.Unlimited } => MaximumClaims,
        _ => Math.Clamp(header.Config.MaxConcurrency - slotsTaken, 0, MaximumClaims),
    };

    /// <summary>The launches to claim, in the order of the queue, out of the first due rows of each matching label set.</summary>
    public static IReadOnlyList<DueRow> Choose(IEnumerable<DueRow> firstDueRows, int room) =>
        [.. firstDueRows
            .OrderBy(row => row.Priority)
            .ThenBy(row => row.DueAt)
            .ThenBy(row => row.Id.Rest, StringComparer.Ordinal)
            .Take(room)];
}
