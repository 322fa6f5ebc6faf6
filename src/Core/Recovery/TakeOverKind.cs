namespace LaunchAgent.Core.Recovery;

/// <summary>What becomes of a claim whose agent is gone.</summary>
public enum TakeOverKind
{
    /// <summary>It is left alone: its agent lives, or its process may still run where nobody here can see it.</summary>
    Leave,

    /// <summary>It was never submitted: the launch waits again, and any agent may claim it.</summary>
    Requeue,

    /// <summary>It was submitted where this agent submits too: this agent goes on with it, in the slot that it has.</summary>
    Adopt,

    /// <summary>Somebody stopped it by force: it ends, whatever its process does.</summary>
    GiveUp,
}
