using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>What is left of each cap while launches are chosen for one claim.</summary>
public sealed class ClaimRooms
{
    private readonly Dictionary<string, (int Room, int Share)> _left = new(StringComparer.Ordinal);

    /// <summary>Whether a launch stayed behind only because other queues are to get their share of a cap first.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>Says how much of a cap there is.</summary>
    /// <param name="cap">The cap.</param>
    /// <param name="room">What it has room for.</param>
    /// <param name="share">What this queue may take of it now.</param>
    public void Add(Cap cap, int room, int share) => _left[cap.Key] = (room, Math.Min(room, share));

    /// <summary>Whether a cap has nothing left.</summary>
    public bool IsFull(Cap cap) => _left[cap.Key].Room == 0;

    /// <summary>Takes one from each cap of a launch, or nothing when one of them has none left.</summary>
    public bool TryTake(IReadOnlyList<Cap> caps)
    {
        if (caps.Any(cap => _left[cap.Key].Room == 0))
            return false;

        if (caps.Any(cap => _left[cap.Key].Share == 0))
        {
            IsHeldBack = true;
            return false;
        }

        foreach (var cap in caps)
            _left[cap.Key] = (_left[cap.Key].Room - 1, _left[cap.Key].Share - 1);
        return true;
    }
}
