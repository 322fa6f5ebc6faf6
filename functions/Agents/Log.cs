using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Agents;

/// <summary>What this agent says about itself and about others; event ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Warning, "Agent {Agent} could not be nudged on queue {Queue}; it finds out with its next timer")]
    public static partial void NotNudged(ILogger logger, Exception exception, string agent, string queue);

    [LoggerMessage(5001, LogLevel.Information, "Agent {Agent} is told of a {Kind}, but it has no row or no queue of nudges")]
    public static partial void NobodyToNudge(ILogger logger, string agent, string kind);
}
