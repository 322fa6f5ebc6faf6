namespace LaunchAgent.Core;

/// <summary>Run queues that every deployment has.</summary>
public static class QueueNames
{
    /// <summary>The queue of a launch that names none.</summary>
    public const string Default = "default";

    /// <summary>The queue that holds what could never be a launch. It has no header, so nothing in it is ever claimed.</summary>
    public const string Rejected = "_rejected";
}
