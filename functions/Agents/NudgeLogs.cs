using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Agents;

/// <summary>What is told of nudges that arrive; event ids 16000 to 16999.</summary>
internal static partial class NudgeLogs
{
    [LoggerMessage(16000, LogLevel.Warning, "A nudge that asks for nothing known was dropped: {Message}")]
    public static partial void UnknownNudge(this ILogger logger, string message);
}
