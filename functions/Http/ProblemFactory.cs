using LaunchAgent.Contracts.Problems;
using LaunchAgent.Storage;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Functions.Http;

/// <summary>What a caller is told of an exception.</summary>
public static class ProblemFactory
{
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
        _ when StorageOutage.Is(fault) || fault is OperationCanceledException => new ProblemDocument
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
}
