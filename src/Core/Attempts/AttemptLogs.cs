using LaunchAgent.Contracts.Launches;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>What is told of attempts, from start to end; event ids 3000 to 3999.</summary>
internal static partial class AttemptLogs
{
    [LoggerMessage(3000, LogLevel.Information, "Launch {LaunchId}: attempt {Attempt} submitted to executor {Executor}")]
    public static partial void Submitted(this ILogger logger, string launchId, int attempt, string executor);

    [LoggerMessage(3001, LogLevel.Information, "Launch {LaunchId}: claim {Claim} was taken away and ends without a trace")]
    public static partial void FencedOut(this ILogger logger, string launchId, int claim);

    [LoggerMessage(3002, LogLevel.Information, "Launch {LaunchId} ended {State} with attempt {Attempt}")]
    public static partial void Ended(this ILogger logger, string launchId, LaunchState state, int attempt);

    [LoggerMessage(3003, LogLevel.Warning, "Launch {LaunchId}: its result is not kept. {Problem}")]
    public static partial void ResultRefused(this ILogger logger, string launchId, string problem);

    [LoggerMessage(3004, LogLevel.Warning, "Launch {LaunchId} could not be looked at; the next look tries again")]
    public static partial void LookFailed(this ILogger logger, Exception exception, string launchId);

    [LoggerMessage(3005, LogLevel.Information, "Launch {LaunchId}: claim {Claim} demands action, but its orchestration does not listen (yet)")]
    public static partial void NobodyToSignal(this ILogger logger, string launchId, int claim);

    [LoggerMessage(3006, LogLevel.Information, "Launch {LaunchId}: attempt {Attempt} follows at {DueAt}")]
    public static partial void Retrying(this ILogger logger, string launchId, int attempt, DateTimeOffset dueAt);

    [LoggerMessage(3007, LogLevel.Warning, "Launch {LaunchId}: attempt {Attempt} was placed on {Instance}, which is not here; it is left alone. Stop it by force to give it up")]
    public static partial void PlacedElsewhere(this ILogger logger, string launchId, int attempt, string instance);

    [LoggerMessage(3008, LogLevel.Warning, "Launch {LaunchId} was given up while its agent was away; what still runs of attempt {Attempt} is killed")]
    public static partial void GivenUpButRunning(this ILogger logger, string launchId, int attempt);

    [LoggerMessage(3009, LogLevel.Warning, "Launch {LaunchId}: attempt {Attempt} can never start ({Code}); it ends crashed")]
    public static partial void CannotStart(this ILogger logger, string launchId, int attempt, string code);

    [LoggerMessage(3010, LogLevel.Warning, "Launch {LaunchId}: attempt {Attempt} could not be submitted in the time it had to start")]
    public static partial void NotStartedInTime(this ILogger logger, Exception exception, string launchId, int attempt);

    [LoggerMessage(3011, LogLevel.Warning, "Attempt {AttemptKey} wrote more than is kept: its stored output ends here")]
    public static partial void OutputTooLong(this ILogger logger, string attemptKey);
}
