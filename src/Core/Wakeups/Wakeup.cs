namespace LaunchAgent.Core.Wakeups;

/// <summary>A message of an agent to itself or to another.</summary>
/// <param name="Kind">What to look at.</param>
public sealed record Wakeup(WakeupKind Kind)
{
    /// <summary>The run queue to dispatch.</summary>
    public string? Queue { get; init; }

    /// <summary>The limit that has room again.</summary>
    public string? ConcurrencyLimit { get; init; }

    /// <summary>The launch whose claim is to be woken, or whose claims are to be purged.</summary>
    public string? Launch { get; init; }

    /// <summary>The number of that claim, or of the last one.</summary>
    public int Claim { get; init; }

    /// <summary>The monitor loop that the message is a link of; of a <see cref="WakeupKind.Dispatch"/>, what the link itself is known by.</summary>
    public string? Chain { get; init; }

    /// <summary>The number of the link; an older one is a copy and dropped.</summary>
    public long Link { get; init; }

    /// <summary>The wake-up that wakes the orchestration of a claim.</summary>
    public static Wakeup ToWake(LaunchId id, int claim) => new(WakeupKind.Wake) { Launch = id.ToString(), Claim = claim };

    /// <summary>The wake-up that purges the orchestrations of a launch.</summary>
    public static Wakeup ToPurge(LaunchId id, int claims) => new(WakeupKind.Purge) { Launch = id.ToString(), Claim = claims };
}
