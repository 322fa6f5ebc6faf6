namespace LaunchAgent.Contracts.Agents;

/// <summary>What an agent does.</summary>
public enum AgentState
{
    /// <summary>Polls; nothing runs.</summary>
    Polling,

    /// <summary>Polls; something runs.</summary>
    Running,

    /// <summary>Told to stop polling; something still runs.</summary>
    Stopping,

    /// <summary>Told to stop polling; nothing runs.</summary>
    Stopped,

    /// <summary>Silent for three beats.</summary>
    Offline,
}
