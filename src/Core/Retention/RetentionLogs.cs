using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Retention;

/// <summary>What is told of the removal of what has ended; event ids 14000 to 14999.</summary>
internal static partial class RetentionLogs
{
    [LoggerMessage(14000, LogLevel.Information, "Launch {LaunchId}, which ended at {EndedAt}, was kept long enough and is removed")]
    public static partial void Removed(this ILogger logger, string launchId, DateTimeOffset endedAt);

    [LoggerMessage(14001, LogLevel.Error, "Launch row {RowKey} could not be removed; its turn comes again in a day")]
    public static partial void NotRemoved(this ILogger logger, Exception exception, string rowKey);
}
