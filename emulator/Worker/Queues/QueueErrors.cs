using Azure;
using Azure.Storage.Queues.Models;

namespace FunctionsEmulator.Queues;

/// <summary>What the queue service's refusals mean for a listener.</summary>
internal static class QueueErrors
{
    /// <summary>The message is another reader's by now, or it or its queue is gone.</summary>
    public static bool IsTakenOver(RequestFailedException exception) =>
        exception.ErrorCode == QueueErrorCode.PopReceiptMismatch
        || exception.ErrorCode == QueueErrorCode.MessageNotFound
        || exception.ErrorCode == QueueErrorCode.QueueNotFound
        || exception.ErrorCode == QueueErrorCode.QueueBeingDeleted;
}
