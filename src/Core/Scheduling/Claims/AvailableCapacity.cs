using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>What is left of each limit while launches are chosen for one claim.</summary>
public sealed class AvailableCapacity
{
    private readonly Dictionary<string, (int Room, int Share)> _left = new(StringComparer.Ordinal);

    /// <summary>Whether a launch stayed behind only because other queues are to get their share of a limit first.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>Says how much of a limit there is.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="room">What it has room for.</param>
    /// <param name="share">What this queue may take of it now.</param>
    public void Add(ConcurrencyLimit limit, int room, int share) => _left[limit.Key] = (room, Math.Min(room, share));

    /// <summary>Whether a limit has nothing left.</summary>
    public bool IsFull(ConcurrencyLimit limit) => _left[limit.Key].Room == 0;

    /// <summary>Takes one from each limit of a launch, or nothing when one of them has none left.</summary>
    public bool TryTake(IReadOnlyList<ConcurrencyLimit> limits)
    {
        if (limits.Any(limit => _left[limit.Key].Room == 0))
            return false;

        if (limits.Any(limit => _left[limit.Key].Share == 0))
        {
            IsHeldBack = true;
            return false;
        }

        foreach (var limit in limits)
            _left[limit.Key] = (_left[limit.Key].Room - 1, _left[limit.Key].Share - 1);
        return true;
    }
}
