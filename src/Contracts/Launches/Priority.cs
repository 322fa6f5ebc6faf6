namespace LaunchAgent.Contracts.Launches;

/// <summary>Rank among the waiting launches of a queue; the lower number goes first. The numbers are W&amp;B's.</summary>
public enum Priority
{
    /// <summary>Before all others.</summary>
    Critical = 0,

    /// <summary>Before the usual.</summary>
    High = 1,

    /// <summary>The default.</summary>
    Medium = 2,

    /// <summary>When nothing else waits.</summary>
    Low = 3,
}
