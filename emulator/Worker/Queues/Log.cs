using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Queues;

internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Warning, "Message {MessageId} has reached MaxDequeueCount of {MaxDequeueCount}. Moving message to queue '{Queue}'.")]
    public static partial void Poison(ILogger logger, string messageId, int maxDequeueCount, string queue);

    [LoggerMessage(201, LogLevel.Warning, "Message {MessageId} of queue '{Queue}' is not base64. Moving message to the poison queue without running the function.")]
    public static partial void Undecodable(ILogger logger, string messageId, string queue);

    [LoggerMessage(202, LogLevel.Debug, "A message of queue '{Queue}' is no longer ours: {ErrorCode}")]
    public static partial void TakenOver(ILogger logger, string queue, string errorCode);

    [LoggerMessage(203, LogLevel.Warning, "Queue '{Queue}' could not be polled; it is tried again.")]
    public static partial void PollFailed(ILogger logger, string queue, Exception exception);

    [LoggerMessage(204, LogLevel.Warning, "The processing lock of message {MessageId} of queue '{Queue}' could not be renewed; it is tried again.")]
    public static partial void RenewFailed(ILogger logger, string queue, string messageId, Exception exception);

    [LoggerMessage(205, LogLevel.Error, "Message {MessageId} of queue '{Queue}' could not be deleted, released or moved; it comes again when its lock ends.")]
    public static partial void CompleteFailed(ILogger logger, string queue, string messageId, Exception exception);
}
