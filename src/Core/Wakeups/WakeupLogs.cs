using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Wakeups;

/// <summary>What is told of wake-ups; event ids 13000 to 13999.</summary>
internal static partial class WakeupLogs
{
    [LoggerMessage(13000, LogLevel.Warning, "Agent {Agent} could not be woken on queue {Queue}; it finds out with its next timer")]
    public static partial void NotWoken(this ILogger logger, Exception exception, string agent, string queue);

    [LoggerMessage(13001, LogLevel.Information, "Agent {Agent} is told of a {Kind}, but it has no row or no queue of wake-ups")]
    public static partial void NobodyToWakeup(this ILogger logger, string agent, string kind);

    [LoggerMessage(13002, LogLevel.Error, "Queue {Queue} changed, but its agents could not be told; their timers find out")]
    public static partial void QueueWakeupFailed(this ILogger logger, Exception exception, string queue);
}
