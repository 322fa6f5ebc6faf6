using System.Net;
using Azure;

namespace LaunchAgent.Storage;

/// <summary>Tells an outage of the storage account from everything else that may go wrong.</summary>
public static class StorageOutage
{
    private const HttpStatusCode NoAnswer = 0;

    /// <summary>Whether storage did not answer, or not as it should.</summary>
    public static bool Is(Exception fault) => fault switch
    {
        // The storage clients throw one exception for all their tries; a try that took too long is a cancellation in it.
        RequestFailedException failed => Is(failed),
        AggregateException many => many.InnerExceptions.Any(inner => Is(inner) || inner is OperationCanceledException),
        _ => false,
    };

    // 403: the identity lost its role. 404 with that code: somebody deleted the table, which the next start makes again.
    private static bool Is(RequestFailedException failed) =>
        (HttpStatusCode)failed.Status is NoAnswer or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
        || failed.ErrorCode is "TableNotFound" or "ContainerNotFound" or "QueueNotFound";
}
