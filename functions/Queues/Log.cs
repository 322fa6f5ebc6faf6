using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Queues;

/// <summary>What the waiting half of the agent writes to its log; event ids 1000 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Launch {LaunchId} accepted into queue {Queue}")]
    public static partial void Accepted(ILogger logger, string launchId, string queue);

    [LoggerMessage(1001, LogLevel.Information, "Launch {LaunchId} is known already: the message came again")]
    public static partial void Redelivered(ILogger logger, string launchId);

    [LoggerMessage(1002, LogLevel.Warning, "Run item {MessageId} rejected as {LaunchId}: {Problems} problems, the first: {Problem}")]
    public static partial void Rejected(ILogger logger, string messageId, string launchId, int problems, string problem);

    [LoggerMessage(1003, LogLevel.Information, "Launch {LaunchId} claimed, claim {Claim}")]
    public static partial void Claimed(ILogger logger, string launchId, int claim);

    [LoggerMessage(1010, LogLevel.Error, "Launch {LaunchId} waits according to its index row, but there is no such launch; the index row is deleted")]
    public static partial void IndexWithoutLaunch(ILogger logger, string launchId);

    [LoggerMessage(1011, LogLevel.Error, "Row {RowKey} of queue {Queue} cannot be released; the others are")]
    public static partial void NotReleased(ILogger logger, Exception? exception, string queue, string rowKey);

    [LoggerMessage(1004, LogLevel.Information, "Queue {Queue} changed under {Contentions} claims in a row; trying again later")]
    public static partial void Contended(ILogger logger, string queue, int contentions);

    [LoggerMessage(1005, LogLevel.Error, "Launch {LaunchId} is recorded, but queue {Queue} could not be dispatched; the safety timer will")]
    public static partial void DispatchFailed(ILogger logger, Exception exception, string launchId, string queue);

    [LoggerMessage(1006, LogLevel.Error, "Queue {Queue} could not be dispatched beside a request; the wake-up that was left for it will")]
    public static partial void BackgroundDispatchFailed(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1020, LogLevel.Information, "Queue {Queue} is at its limit: {Launches} new launches cancelled")]
    public static partial void Overflowed(ILogger logger, string queue, int launches);

    [LoggerMessage(1021, LogLevel.Information, "Queue {Queue} changed to version {Version}: {Change}")]
    public static partial void QueueChanged(ILogger logger, string queue, int version, string change);

    [LoggerMessage(1022, LogLevel.Error, "Queue {Queue} changed, but its agents could not be told; their timers find out")]
    public static partial void QueueNudgeFailed(ILogger logger, Exception exception, string queue);

    [LoggerMessage(1023, LogLevel.Information, "Queue {Queue} is removed")]
    public static partial void QueueRemoved(ILogger logger, string queue);

    [LoggerMessage(1024, LogLevel.Error, "Launch {LaunchId} could not be asked to stop, and its queue waits to be removed; the next run tries again")]
    public static partial void NotStoppedForRemoval(ILogger logger, Exception exception, string launchId);

    [LoggerMessage(1025, LogLevel.Warning, "A batch of {Items} launches broke off at item {Index}: what was recorded before is answered, and the rest is to be sent again")]
    public static partial void BatchBroken(ILogger logger, Exception exception, int index, int items);
}
