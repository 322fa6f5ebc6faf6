namespace LaunchAgent.Contracts.Launches;

/// <summary>What ends a wait for launches before its time is over.</summary>
public enum ReturnWhen
{
    /// <summary>All of them are final.</summary>
    AllCompleted,

    /// <summary>One of them is final.</summary>
    FirstCompleted,

    /// <summary>One of them failed, crashed or was rejected; else all of them are final. A cancelled one is no exception.</summary>
    FirstException,
}
