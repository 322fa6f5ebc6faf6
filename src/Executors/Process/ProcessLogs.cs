using Microsoft.Extensions.Logging;

namespace LaunchAgent.Executors.Process;

/// <summary>What the process executor logs; event ids 15000 to 15999.</summary>
internal static partial class ProcessLogs
{
    [LoggerMessage(15000, LogLevel.Information, "Attempt {Key} started.")]
    public static partial void AttemptStarted(this ILogger logger, string key);

    [LoggerMessage(15001, LogLevel.Information, "Attempt {Key} was started before; not started again.")]
    public static partial void AttemptKnown(this ILogger logger, string key);

    [LoggerMessage(15002, LogLevel.Warning, "Attempt {Key} is lost: {Reason} Its leftover processes: {Leftovers}.")]
    public static partial void AttemptLost(this ILogger logger, string key, string reason, string leftovers);

    [LoggerMessage(15003, LogLevel.Information, "Attempt {Key} was asked to stop (force: {Force}).")]
    public static partial void AttemptStopped(this ILogger logger, string key, bool force);

    [LoggerMessage(15004, LogLevel.Warning, "Attempt {Key} did not end after SIGKILL; its watching process is killed too.")]
    public static partial void ShimKilled(this ILogger logger, string key);

    [LoggerMessage(15005, LogLevel.Error, "The files of attempt {Key} cannot be read; it counts as running")]
    public static partial void AttemptUnreadable(this ILogger logger, Exception exception, string key);
}
