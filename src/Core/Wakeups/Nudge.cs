namespace LaunchAgent.Core.Wakeups;

/// <summary>A message of an agent to itself or to another.</summary>
/// <param name="Kind">What to look at.</param>
public sealed record Nudge(NudgeKind Kind)
{
    /// <summary>The run queue to dispatch.</summary>
    public string? Queue { get; init; }

    /// <summary>The cap that has room again.</summary>
    public string? Cap { get; init; }

    /// <summary>The launch whose claim is to be woken, or whose claims are to be purged.</summary>
    public string? Launch { get; init; }

    /// <summary>The number of that claim, or of the last one.</summary>
    public int Claim { get; init; }

    /// <summary>The watch chain that the message is a link of; of a <see cref="NudgeKind.Dispatch"/>, what the link itself is known by.</summary>
    public string? Chain { get; init; }

    /// <summary>The number of the link; an older one is a copy and dropped.</summary>
    public long Link { get; init; }

    /// <summary>The nudge that wakes the orchestration of a claim.</summary>
    public static Nudge ToWake(LaunchId id, int claim) => new(NudgeKind.Wake) { Launch = id.ToString(), Claim = claim };

    /// <summary>The nudge that purges the orchestrations of a launch.</summary>
    public static Nudge ToPurge(LaunchId id, int claims) => new(NudgeKind.Purge) { Launch = id.ToString(), Claim = claims };
}
