using LaunchAgent.Core.Launches;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>What healing found and did; event ids 9000 to 9999.</summary>
internal static partial class RecoveryLogs
{
    [LoggerMessage(9000, LogLevel.Warning, "Launch {LaunchId}: nothing comes of claim {Claim} (its orchestration: {Status}); it is claimed anew")]
    public static partial void ClaimedAnew(this ILogger logger, string launchId, int claim, OrchestrationProgress status);

    [LoggerMessage(9001, LogLevel.Error, "Healing line {Line} failed for queue {Queue}; the next run tries again")]
    public static partial void HealingFailed(this ILogger logger, Exception exception, string line, string queue);

    [LoggerMessage(9002, LogLevel.Warning, "Launch {LaunchId}: agent {Agent} is gone, its claim {Claim} is taken away: {Kind}")]
    public static partial void TakenOver(this ILogger logger, string launchId, string agent, int claim, string kind);

    [LoggerMessage(9003, LogLevel.Error, "Launch {LaunchId}: claim {Claim} of agent {Agent} could not be taken over; the next run tries again")]
    public static partial void TakeOverFailed(this ILogger logger, Exception exception, string launchId, int claim, string agent);

    [LoggerMessage(9004, LogLevel.Error, "Launch {LaunchId}: the orchestration of claim {Claim} could not be looked after; the next run tries again")]
    public static partial void NotClaimedAnew(this ILogger logger, Exception exception, string launchId, int claim);

    [LoggerMessage(9005, LogLevel.Information, "Agent {Agent}, last heard of at {HeartbeatAt}, holds nothing and is removed from the list of agents")]
    public static partial void AgentRemoved(this ILogger logger, string agent, DateTimeOffset heartbeatAt);

    [LoggerMessage(9006, LogLevel.Error, "Storage did not answer {Lines} healing lines in a row; the next run goes on")]
    public static partial void HealingPutOff(this ILogger logger, int lines);

    [LoggerMessage(9007, LogLevel.Warning, "Cap {Limit} counted claim {Claim} of launch {LaunchId}, which does not exist; it is given back")]
    public static partial void StaleCapGivenBack(this ILogger logger, string limit, string launchId, int claim);

    [LoggerMessage(9008, LogLevel.Warning, "Queue {Queue}: {Count} launches have waited for over 15 s past their due time; the reason of each says why")]
    public static partial void Late(this ILogger logger, string queue, int count);

    [LoggerMessage(9009, LogLevel.Error, "Message {MessageId} of a poison queue could not be looked after; the next run tries again")]
    public static partial void PoisonNotSettled(this ILogger logger, Exception exception, string messageId);

    [LoggerMessage(9010, LogLevel.Warning, "A wake-up that failed in many tries is dropped; what it asked for is found by healing: {Message}")]
    public static partial void WakeupGivenUp(this ILogger logger, string message);

    [LoggerMessage(9011, LogLevel.Error, "No wake-up that heals could be left at the start; the safety timer heals")]
    public static partial void NoRecoveryAtStart(this ILogger logger, Exception exception);
}
