using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>How one try to claim ended.</summary>
/// <param name="Claims">The claims that were made.</param>
/// <param name="Contended">Whether somebody else changed the queue at the same time, so that another try may claim something.</param>
public sealed record ClaimResult(IReadOnlyList<ClaimedLaunch> Claims, bool Contended)
{
    /// <summary>What the claims took of limits.</summary>
    public IReadOnlyList<LimitHold> Held { get; init; } = [];

    /// <summary>Whether the queue has more that a transaction or its share of a limit did not hold.</summary>
    public bool WantsMore { get; init; }

    /// <summary>Whether launches that this agent could take wait for what others do: their ends make room without telling it.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>When there will be room in any case; null when that is not known.</summary>
    public DateTimeOffset? RoomAt { get; init; }

    /// <summary>Nothing may be claimed now.</summary>
    public static readonly ClaimResult Nothing = new([], Contended: false);
}
