using Azure;
using LaunchAgent.Contracts;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Functions.Http;

/// <summary>What a caller is told of an exception.</summary>
public static class FaultProblem
{
    private const int NoAnswer = 0;
    private const int FirstServerError = 500;

    /// <summary>The problem for an exception: an outage of storage, a body that broke off, or the agent's own fault.</summary>
    public static ProblemDocument Of(Exception fault) => fault switch
    {
        BadHttpRequestException bad => new ProblemDocument
        {
            Title = "Invalid request",
            Status = bad.StatusCode,
            Code = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ProblemCodes.TooLarge : "invalid_request",
            Detail = "The request could not be read to its end.",
        },
        // A single try that took too long, when the others had an answer, is thrown as it is. A caller who hangs up is told nothing at all.
        _ when IsOutage(fault) || fault is OperationCanceledException => new ProblemDocument
        {
            Title = "Storage is unavailable",
            Status = StatusCodes.Status503ServiceUnavailable,
            Code = "storage_unavailable",
            Detail = "The agent's storage account does not answer now. Whether the request took effect is not known: send it again, a submission with its idempotency key.",
        },
        _ => new ProblemDocument
        {
            Title = "Internal error",
            Status = StatusCodes.Status500InternalServerError,
            Code = "internal_error",
            Detail = "The agent failed on this request; its log says why, under the trace id.",
        },
    };

    /// <summary>Whether storage did not answer, or not as it should.</summary>
    public static bool IsOutage(Exception fault) => fault switch
    {
        // The storage clients throw one exception for all their tries; a try that took too long is a cancellation in it.
        RequestFailedException failed => IsOutage(failed),
        AggregateException many => many.InnerExceptions.Any(inner => IsOutage(inner) || inner is OperationCanceledException),
        _ => false,
    };

    // 403: the identity lost its role. 404 with that code: somebody deleted the table, which the next start makes again.
    private static bool IsOutage(RequestFailedException failed) =>
        failed.Status is NoAnswer or StatusCodes.Status403Forbidden or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or >= FirstServerError
        || failed.ErrorCode is "TableNotFound" or "ContainerNotFound" or "QueueNotFound";
}
