namespace LaunchAgent.Contracts.Launches;

/// <summary>What is done to many launches at once.</summary>
public enum BulkAction
{
    /// <summary>They are asked to stop.</summary>
    Stop,

    /// <summary>What those that have ended were submitted with is submitted once more.</summary>
    Retry,

    /// <summary>Those that wait get another priority.</summary>
    SetPriority,
}
