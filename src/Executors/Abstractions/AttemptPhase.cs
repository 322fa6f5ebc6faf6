namespace LaunchAgent.Executors.Abstractions;

/// <summary>Where an attempt stands on its executor.</summary>
public enum AttemptPhase
{
    /// <summary>This executor never started the key. Submitting it (again) starts it.</summary>
    Unknown,

    /// <summary>The key is taken; the command has not started yet.</summary>
    Starting,

    /// <summary>The command runs.</summary>
    Running,

    /// <summary>It ended and the exit code is known.</summary>
    Exited,

    /// <summary>It started, is gone, and nobody knows how it ended: the infrastructure's doing. Nothing of it runs, and the key never runs again.</summary>
    Lost,
}
