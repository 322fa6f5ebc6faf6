namespace LaunchAgent.Functions.Launches;

/// <summary>A message of an agent to itself or to another.</summary>
/// <param name="Kind">What to look at.</param>
public sealed record Nudge(NudgeKind Kind)
{
    /// <summary>The run queue to dispatch.</summary>
    public string? Queue { get; init; }

    /// <summary>The watch chain that the message is a link of.</summary>
    public string? Chain { get; init; }

    /// <summary>The number of the link; an older one is a copy and dropped.</summary>
    public long Link { get; init; }
}
