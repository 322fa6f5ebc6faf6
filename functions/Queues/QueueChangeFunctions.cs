using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Queues;

/// <summary>The routes that change run queues. Each takes <c>If-Match</c> and <c>If-None-Match</c>, and answers with the queue and its ETag.</summary>
public sealed class QueueChangeFunctions(QueueChanges changes, QueueQueries queues, QueueDefaults defaults, MacroRules macros, TimeProvider time)
{
    /// <summary>Creates a queue (201) or replaces its configuration (200).</summary>
    [Function("PutQueue")]
    public async Task<IActionResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "queues/{queue}")] HttpRequest request, string queue, CancellationToken cancellationToken)
    {
        var body = await RequestBody<QueueRequest>.ReadAsync(request, text => QueueRequest.Parse(queue, text, args => macros.In(args, "/resource_args", hasVariables: true)), cancellationToken);
        return body.Refusal ?? await AnswerAsync(
            request, await changes.PutAsync(queue, QueueConfig.Of(body.Value!, defaults), QueueErrors.ConditionOf(request), cancellationToken), cancellationToken);
    }

    /// <summary>Pauses a queue: nothing of it is claimed. What runs goes on.</summary>
    [Function("PauseQueue")]
    public Task<IActionResult> PauseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "queues/{queue}/pause")] HttpRequest request, string queue, CancellationToken cancellationToken) =>
        SetPausedAsync(request, queue, paused: true, cancellationToken);

    /// <summary>Resumes a queue, and has its agents look at it at once.</summary>
    [Function("ResumeQueue")]
    public Task<IActionResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "queues/{queue}/resume")] HttpRequest request, string queue, CancellationToken cancellationToken) =>
        SetPausedAsync(request, queue, paused: false, cancellationToken);

    /// <summary>Gives a queue another limit until a time, or takes it away.</summary>
    [Function("OverrideQueueLimit")]
    public async Task<IActionResult> OverrideAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "queues/{queue}/limit-override")] HttpRequest request, string queue, CancellationToken cancellationToken)
    {
        var body = await RequestBody<LimitOverrideRequest>.ReadAsync(request, text => LimitOverrideRequest.Parse(text, time.GetUtcNow()), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var limit = body.Value is { MaxConcurrency: { } most, Until: { } until } ? new LimitOverride(most == QueueConfig.Unlimited ? null : most, until) : null;
        return await AnswerAsync(request, await changes.OverrideLimitAsync(queue, limit, QueueErrors.ConditionOf(request), cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> SetPausedAsync(HttpRequest request, string queue, bool paused, CancellationToken cancellationToken)
    {
        var body = await RequestBody<EmptyRequest>.ReadAsync(request, EmptyRequest.Parse, cancellationToken);
        return body.Refusal ?? await AnswerAsync(request, await changes.SetPausedAsync(queue, paused, QueueErrors.ConditionOf(request), cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(HttpRequest request, QueueChange change, CancellationToken cancellationToken)
    {
        if (QueueErrors.Refusal(change) is { } refusal)
            return refusal;
        if (await queues.FindAsync(change.Header!.Queue, cancellationToken) is not { } queue)
            return QueueErrors.Unknown();

        request.HttpContext.Response.Headers.ETag = QueueCondition.TagOf(queue.ConfigVersion);
        return ApiResults.Json(queue, change.Outcome == QueueChangeOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }
}
