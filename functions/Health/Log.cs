using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>What healing writes to the log; event ids 3000 to 3999.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "Launch {LaunchId}: nothing comes of claim {Claim} (its orchestration: {Status}); it is claimed anew")]
    public static partial void ClaimedAnew(ILogger logger, string launchId, int claim, string status);

    [LoggerMessage(3005, LogLevel.Error, "Launch {LaunchId}: the orchestration of claim {Claim} could not be looked after; the next run tries again")]
    public static partial void NotClaimedAnew(ILogger logger, Exception exception, string launchId, int claim);

    [LoggerMessage(3020, LogLevel.Error, "No wake-up that heals could be left at the start; the safety timer heals")]
    public static partial void NoRecoveryAtStart(ILogger logger, Exception exception);

    [LoggerMessage(3007, LogLevel.Error, "Launch row {RowKey} could not be removed; its turn comes again in a day")]
    public static partial void NotRemoved(ILogger logger, Exception exception, string rowKey);

    [LoggerMessage(3001, LogLevel.Error, "Health check {Check} failed")]
    public static partial void CheckFailed(ILogger logger, Exception exception, string check);

    [LoggerMessage(3003, LogLevel.Warning, "Launch {LaunchId}: agent {Agent} is gone, its claim {Claim} is taken away: {Kind}")]
    public static partial void TakenOver(ILogger logger, string launchId, string agent, int claim, string kind);

    [LoggerMessage(3004, LogLevel.Error, "Launch {LaunchId}: claim {Claim} of agent {Agent} could not be taken over; the next run tries again")]
    public static partial void TakeOverFailed(ILogger logger, Exception exception, string launchId, int claim, string agent);

    [LoggerMessage(3002, LogLevel.Error, "Healing line {Line} failed for queue {Queue}; the next run tries again")]
    public static partial void HealingFailed(ILogger logger, Exception exception, string line, string queue);

    [LoggerMessage(3009, LogLevel.Error, "Storage did not answer {Lines} healing lines in a row; the next run goes on")]
    public static partial void HealingPutOff(ILogger logger, int lines);

    [LoggerMessage(3010, LogLevel.Warning, "Cap {Cap} counted claim {Claim} of launch {LaunchId}, which does not exist; it is given back")]
    public static partial void StaleCapGivenBack(ILogger logger, string cap, string launchId, int claim);

    [LoggerMessage(3011, LogLevel.Warning, "Queue {Queue}: {Count} launches have waited for over 15 s past their due time; the reason of each says why")]
    public static partial void Late(ILogger logger, string queue, int count);

    [LoggerMessage(3006, LogLevel.Information, "Launch {LaunchId}, which ended at {EndedAt}, was kept long enough and is removed")]
    public static partial void Removed(ILogger logger, string launchId, DateTimeOffset endedAt);

    [LoggerMessage(3012, LogLevel.Error, "Message {MessageId} of a poison queue could not be looked after; the next run tries again")]
    public static partial void PoisonNotSettled(ILogger logger, Exception exception, string messageId);

    [LoggerMessage(3013, LogLevel.Warning, "A nudge that failed in many tries is dropped; what it asked for is found by healing: {Message}")]
    public static partial void NudgeGivenUp(ILogger logger, string message);

    [LoggerMessage(3014, LogLevel.Error, "Queue {Queue} stands still: message {MessageId} has been its first for {Seconds:F0} s and is not delivered")]
    public static partial void QueueStandsStill(ILogger logger, string queue, string messageId, double seconds);

    [LoggerMessage(3008, LogLevel.Information, "Agent {Agent}, last heard of at {HeartbeatAt}, holds nothing and is removed from the list of agents")]
    public static partial void AgentRemoved(ILogger logger, string agent, DateTimeOffset heartbeatAt);
}
