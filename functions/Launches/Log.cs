using LaunchAgent.Contracts;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Launches;

/// <summary>What the running half of the agent writes to its log; event ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Launch {LaunchId}: attempt {Attempt} submitted to executor {Executor}")]
    public static partial void Submitted(ILogger logger, string launchId, int attempt, string executor);

    [LoggerMessage(2001, LogLevel.Information, "Launch {LaunchId}: claim {Claim} was taken away and ends without a trace")]
    public static partial void FencedOut(ILogger logger, string launchId, int claim);

    [LoggerMessage(2002, LogLevel.Information, "Launch {LaunchId} ended {State} with attempt {Attempt}")]
    public static partial void Ended(ILogger logger, string launchId, LaunchState state, int attempt);

    [LoggerMessage(2007, LogLevel.Information, "Launch {LaunchId}: attempt {Attempt} follows at {DueAt}")]
    public static partial void Retrying(ILogger logger, string launchId, int attempt, DateTimeOffset dueAt);

    [LoggerMessage(2008, LogLevel.Information, "Launch {LaunchId}: stop wanted (force: {Force})")]
    public static partial void StopWanted(ILogger logger, string launchId, bool force);

    [LoggerMessage(2003, LogLevel.Warning, "Launch {LaunchId}: its result is not kept. {Problem}")]
    public static partial void ResultRefused(ILogger logger, string launchId, string problem);

    [LoggerMessage(2004, LogLevel.Warning, "Launch {LaunchId} could not be looked at; the next look tries again")]
    public static partial void LookFailed(ILogger logger, Exception exception, string launchId);

    [LoggerMessage(2005, LogLevel.Information, "Launch {LaunchId}: claim {Claim} demands action, but its orchestration does not listen (yet)")]
    public static partial void NobodyToSignal(ILogger logger, string launchId, int claim);

    [LoggerMessage(2009, LogLevel.Warning, "Launch {LaunchId}: attempt {Attempt} was placed on {Instance}, which is not here; it is left alone. Stop it by force to give it up")]
    public static partial void PlacedElsewhere(ILogger logger, string launchId, int attempt, string instance);

    [LoggerMessage(2010, LogLevel.Warning, "Launch {LaunchId} was given up while its agent was away; what still runs of attempt {Attempt} is killed")]
    public static partial void GivenUpButRunning(ILogger logger, string launchId, int attempt);

    [LoggerMessage(2020, LogLevel.Warning, "Launch {LaunchId}: attempt {Attempt} can never start ({Code}); it ends crashed")]
    public static partial void CannotStart(ILogger logger, string launchId, int attempt, string code);

    [LoggerMessage(2021, LogLevel.Warning, "Launch {LaunchId}: attempt {Attempt} could not be submitted in the time it had to start")]
    public static partial void NotStartedInTime(ILogger logger, Exception exception, string launchId, int attempt);

    [LoggerMessage(2022, LogLevel.Error, "Launch {LaunchId}: what was kept of its spec cannot be read")]
    public static partial void SpecUnreadable(ILogger logger, Exception? exception, string launchId);

    [LoggerMessage(2023, LogLevel.Warning, "Attempt {AttemptKey} wrote more than is kept: its stored output ends here")]
    public static partial void OutputTooLong(ILogger logger, string attemptKey);

    [LoggerMessage(2024, LogLevel.Error, "Launch {LaunchId} was neither waiting nor claimed, as no rows said so; it was stopped")]
    public static partial void StoppedWithoutRows(ILogger logger, string launchId);

    [LoggerMessage(2006, LogLevel.Warning, "A nudge that asks for nothing known was dropped: {Message}")]
    public static partial void UnknownNudge(ILogger logger, string message);

    [LoggerMessage(2030, LogLevel.Information, "Bulk {Action}: {Matched} launches matched, {Changed} changed, {Failed} failed")]
    public static partial void BulkDone(ILogger logger, string action, int matched, int changed, int failed);

    [LoggerMessage(2031, LogLevel.Error, "Launch {LaunchId} could not be changed with the others that match")]
    public static partial void BulkStepFailed(ILogger logger, Exception exception, string launchId);
}
