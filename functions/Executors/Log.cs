using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Executors;

/// <summary>What executors log; event ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Information, "Attempt {Key} started.")]
    public static partial void AttemptStarted(ILogger logger, string key);

    [LoggerMessage(4001, LogLevel.Information, "Attempt {Key} was started before; not started again.")]
    public static partial void AttemptKnown(ILogger logger, string key);

    [LoggerMessage(4002, LogLevel.Warning, "Attempt {Key} is lost: {Reason} Its leftover processes: {Leftovers}.")]
    public static partial void AttemptLost(ILogger logger, string key, string reason, string leftovers);

    [LoggerMessage(4003, LogLevel.Information, "Attempt {Key} was asked to stop (force: {Force}).")]
    public static partial void AttemptStopped(ILogger logger, string key, bool force);

    [LoggerMessage(4004, LogLevel.Warning, "Attempt {Key} did not end after SIGKILL; its watching process is killed too.")]
    public static partial void ShimKilled(ILogger logger, string key);

    [LoggerMessage(4005, LogLevel.Error, "The files of attempt {Key} cannot be read; it counts as running")]
    public static partial void AttemptUnreadable(ILogger logger, Exception exception, string key);

    [LoggerMessage(4010, LogLevel.Warning, "Attempt {Key} ended, but the watcher could not be told; it will see for itself")]
    public static partial void ExitNotTold(ILogger logger, Exception exception, string key);
}
