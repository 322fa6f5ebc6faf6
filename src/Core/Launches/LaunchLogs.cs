using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Launches;

/// <summary>What is told of launches; event ids 12000 to 12999.</summary>
internal static partial class LaunchLogs
{
    [LoggerMessage(12000, LogLevel.Information, "Launch {LaunchId}: stop wanted (force: {Force})")]
    public static partial void StopWanted(this ILogger logger, string launchId, bool force);

    [LoggerMessage(12001, LogLevel.Error, "Launch {LaunchId}: what was kept of its spec cannot be read")]
    public static partial void SpecUnreadable(this ILogger logger, Exception? exception, string launchId);

    [LoggerMessage(12002, LogLevel.Error, "Launch {LaunchId} was neither waiting nor claimed, as no rows said so; it was stopped")]
    public static partial void StoppedWithoutRows(this ILogger logger, string launchId);

    [LoggerMessage(12003, LogLevel.Information, "Bulk {Action}: {Matched} launches matched, {Changed} changed, {Failed} failed")]
    public static partial void BulkDone(this ILogger logger, string action, int matched, int changed, int failed);

    [LoggerMessage(12004, LogLevel.Error, "Launch {LaunchId} could not be changed with the others that match")]
    public static partial void BulkStepFailed(this ILogger logger, Exception exception, string launchId);

    [LoggerMessage(12005, LogLevel.Error, "Launch {LaunchId} waits according to its index row, but there is no such launch; the index row is deleted")]
    public static partial void IndexWithoutLaunch(this ILogger logger, string launchId);
}
