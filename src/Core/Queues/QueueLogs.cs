using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Queues;

/// <summary>What is told of run queues; event ids 11000 to 11999.</summary>
internal static partial class QueueLogs
{
    [LoggerMessage(11000, LogLevel.Information, "Queue {Queue} changed to version {Version}: {Change}")]
    public static partial void QueueChanged(this ILogger logger, string queue, int version, string change);

    [LoggerMessage(11001, LogLevel.Information, "Queue {Queue} is removed")]
    public static partial void QueueRemoved(this ILogger logger, string queue);

    [LoggerMessage(11002, LogLevel.Error, "Launch {LaunchId} could not be asked to stop, and its queue waits to be removed; the next run tries again")]
    public static partial void NotStoppedForRemoval(this ILogger logger, Exception exception, string launchId);
}
