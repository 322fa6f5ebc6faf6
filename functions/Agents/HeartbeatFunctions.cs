using LaunchAgent.Core.Agents;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Agents;

/// <summary>The timer of the heartbeat.</summary>
public sealed class HeartbeatFunctions(Heartbeat heartbeat)
{
    /// <summary>Beats; the schedule is the setting <c>LAUNCH_HEARTBEAT_SCHEDULE</c>, every 30 seconds as delivered.</summary>
    [Function("Heartbeat")]
    public Task RunAsync([TimerTrigger("%LAUNCH_HEARTBEAT_SCHEDULE%")] TimerInfo timer, CancellationToken cancellationToken) =>
        heartbeat.BeatAsync(cancellationToken);
}
