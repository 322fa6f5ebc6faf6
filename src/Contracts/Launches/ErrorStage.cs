namespace LaunchAgent.Contracts.Launches;

/// <summary>Where a launch went wrong.</summary>
public enum ErrorStage
{
    /// <summary>Before or around the run: this agent and its storage.</summary>
    Agent,

    /// <summary>While an image was made; kept for what W&amp;B calls so, this agent builds none.</summary>
    Build,

    /// <summary>In the run itself.</summary>
    Run,
}
