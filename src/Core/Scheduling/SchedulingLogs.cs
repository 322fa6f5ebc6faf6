using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Scheduling;

/// <summary>What is told of claims, limits and dispatch; event ids 2000 to 2999.</summary>
internal static partial class SchedulingLogs
{
    [LoggerMessage(2000, LogLevel.Information, "Launch {LaunchId} claimed, claim {Claim}")]
    public static partial void Claimed(this ILogger logger, string launchId, int claim);

    [LoggerMessage(2001, LogLevel.Information, "Queue {Queue} changed under {Contentions} claims in a row; trying again later")]
    public static partial void Contended(this ILogger logger, string queue, int contentions);

    [LoggerMessage(2002, LogLevel.Error, "Launch {LaunchId} is recorded, but queue {Queue} could not be dispatched; the safety timer will")]
    public static partial void DispatchFailed(this ILogger logger, Exception exception, string launchId, string queue);

    [LoggerMessage(2003, LogLevel.Error, "Queue {Queue} could not be dispatched beside a request; the wake-up that was left for it will")]
    public static partial void BackgroundDispatchFailed(this ILogger logger, Exception exception, string queue);

    [LoggerMessage(2004, LogLevel.Error, "Row {RowKey} of queue {Queue} cannot be released; the others are")]
    public static partial void NotReleased(this ILogger logger, Exception? exception, string queue, string rowKey);

    [LoggerMessage(2005, LogLevel.Information, "Queue {Queue} is at its limit: {Launches} new launches cancelled")]
    public static partial void Overflowed(this ILogger logger, string queue, int launches);
}
