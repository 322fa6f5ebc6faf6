using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Submission;

/// <summary>What is told of run items and posts on their way to a launch; event ids 1000 to 1999.</summary>
internal static partial class SubmissionLogs
{
    [LoggerMessage(1000, LogLevel.Information, "Launch {LaunchId} accepted into queue {Queue}")]
    public static partial void Accepted(this ILogger logger, string launchId, string queue);

    [LoggerMessage(1001, LogLevel.Information, "Launch {LaunchId} is known already: the message came again")]
    public static partial void Redelivered(this ILogger logger, string launchId);

    [LoggerMessage(1002, LogLevel.Warning, "Run item {MessageId} rejected as {LaunchId}: {Problems} problems, the first: {Problem}")]
    public static partial void Rejected(this ILogger logger, string messageId, string launchId, int problems, string problem);

    [LoggerMessage(1003, LogLevel.Warning, "A batch of {Items} launches broke off at item {Index}: what was recorded before is answered, and the rest is to be sent again")]
    public static partial void BatchBroken(this ILogger logger, Exception exception, int index, int items);
}
