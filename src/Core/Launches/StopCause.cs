namespace LaunchAgent.Core.Launches;

/// <summary>Why an attempt was told to stop; it decides what its end means.</summary>
public enum StopCause
{
    /// <summary>It was not told to stop.</summary>
    None,

    /// <summary>Somebody asked for it: the launch is cancelled.</summary>
    Requested,

    /// <summary>Its command ran too long: the launch has failed.</summary>
    RunTimeout,

    /// <summary>Its command did not start in time: the infrastructure's fault.</summary>
    StartTimeout,
}
