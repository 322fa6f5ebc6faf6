using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Executors;

/// <summary>What is told of executors as a whole; event ids 4000 to 4999.</summary>
internal static partial class ExecutorLogs
{
    [LoggerMessage(4000, LogLevel.Warning, "Attempt {Key} ended, but the watcher could not be told; it will see for itself")]
    public static partial void ExitNotTold(this ILogger logger, Exception exception, string key);
}
