using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Queues;

/// <summary>What a run queue gets, where the one who makes it does not say, because of where this agent runs.</summary>
/// <param name="SecureMode">Whether its launches only choose a job. In Azure many can submit who are not to run what they like; on a machine of one's own it is in the way.</param>
public sealed record QueueDefaults(bool SecureMode)
{
    /// <summary>The defaults here.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    public static QueueDefaults From(Func<string, string?> setting) => new(SecureMode: Hosting.IsAzure(setting));
}
