namespace LaunchAgent.Core.Wakeups;

/// <summary>What a wake-up asks for.</summary>
public enum WakeupKind
{
    /// <summary>Claim what a queue allows.</summary>
    Dispatch,

    /// <summary>Claim what all queues of the agent allow.</summary>
    Poke,

    /// <summary>Watch the attempts, and go on watching.</summary>
    Watch,

    /// <summary>Look at the attempts once: something has just ended.</summary>
    Look,

    /// <summary>Wake the orchestration of a claim that was taken away: it finds itself fenced out and ends.</summary>
    Wake,

    /// <summary>Heal what a dead host left behind, now: a host has just started.</summary>
    Recover,

    /// <summary>Purge the orchestrations of a launch that was removed.</summary>
    Purge,

    /// <summary>Claim what the queues allow: an executor that agents share has room again.</summary>
    Room,
}
