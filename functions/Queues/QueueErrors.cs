using LaunchAgent.Core;
using LaunchAgent.Core.Queues;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace LaunchAgent.Functions.Queues;

/// <summary>Answers to those who change run queues.</summary>
public static class QueueErrors
{
    /// <summary>The code for a queue that cannot be changed or removed because of what is in it, or under way with it.</summary>
    public const string InUse = "in_use";

    /// <summary>The code for a queue that has another version than the request is for.</summary>
    public const string Etag = "etag";

    /// <summary>Which version of a queue a request is for.</summary>
    public static QueueCondition ConditionOf(HttpRequest request) =>
        QueueCondition.Of(request.Headers[HeaderNames.IfMatch].ToString(), request.Headers[HeaderNames.IfNoneMatch].ToString());

    /// <summary>No such queue.</summary>
    public static ContentResult Unknown() => ApiResults.Unknown("unknown_queue", "There is no run queue of this name.");

    /// <summary>Queue <see cref="QueueNames.Default"/>, which is always there.</summary>
    public static ContentResult IsDefault() => ApiResults.Conflict(
        "invalid_state", $"Queue '{QueueNames.Default}' cannot be removed: the agent creates it at every start. Pause it instead.");

    /// <summary>Why a change was not made; null when it was.</summary>
    public static ContentResult? Refusal(QueueChange change) => change.Outcome switch
    {
        QueueChangeOutcome.Unknown => Unknown(),
        QueueChangeOutcome.Mismatch => ApiResults.Problem(
            StatusCodes.Status412PreconditionFailed, Etag, "Not this version", change.Header is { } header
                ? $"Queue '{header.Queue}' has ETag {QueueCondition.TagOf(header.ConfigVersion)}, which is not what If-Match or If-None-Match asks for. Read it again."
                : "There is no run queue of this name, and If-Match asks for one."),
        QueueChangeOutcome.BeingRemoved => ApiResults.Conflict(InUse, "The queue is being removed. Wait until it is gone, or use another name."),
        QueueChangeOutcome.InUse => ApiResults.Conflict(
            InUse, "The queue has launches that have not ended. Wait for them or stop them, or remove it with ?force=true, which cancels and stops them."),
        _ => null,
    };
}
