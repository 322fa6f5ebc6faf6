namespace LaunchAgent.Core.Launches;

/// <summary>How far the orchestration of a claim is.</summary>
public enum OrchestrationProgress
{
    /// <summary>Nothing is known of it.</summary>
    None,

    /// <summary>It was asked for and has not begun.</summary>
    Pending,

    /// <summary>It runs, or somebody suspended it on purpose.</summary>
    Running,

    /// <summary>It is over, in whatever way.</summary>
    Ended,
}
