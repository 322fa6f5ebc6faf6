namespace LaunchAgent.Contracts.Launches;

/// <summary>What its owner wants of a launch.</summary>
public enum DesiredState
{
    /// <summary>That it runs to its end.</summary>
    Run,

    /// <summary>That it ends; a waiting launch is cancelled without starting.</summary>
    Stop,
}
