using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Agents;

/// <summary>What is told of wake-ups that arrive; event ids 16000 to 16999.</summary>
internal static partial class WakeupFunctionLogs
{
    [LoggerMessage(16000, LogLevel.Warning, "A wake-up that asks for nothing known was dropped: {Message}")]
    public static partial void UnknownWakeup(this ILogger logger, string message);
}
