using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>What is told of health; event ids 10000 to 10999.</summary>
internal static partial class HealthLogs
{
    [LoggerMessage(10000, LogLevel.Error, "Health check {Check} failed")]
    public static partial void CheckFailed(this ILogger logger, Exception exception, string check);

    [LoggerMessage(10001, LogLevel.Error, "Queue {Queue} stands still: message {MessageId} has been its first for {Seconds:F0} s and is not delivered")]
    public static partial void QueueStandsStill(this ILogger logger, string queue, string messageId, double seconds);
}
