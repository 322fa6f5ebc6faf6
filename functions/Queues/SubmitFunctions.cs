using LaunchAgent.Contracts;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Queues;

/// <summary>The other way in: launches submitted by HTTP.</summary>
public sealed class SubmitFunctions(SubmissionAnswers answers)
{
    private const string Batch = "/items";

    /// <summary>Records a launch and offers it a slot at once: 201, or 200 when its idempotency key is known.</summary>
    [Function("SubmitLaunch")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await BodyText.ReadAsync(request, SpecLimits.Bytes, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var parsed = LaunchSpecParser.Parse(body.Text);
        if (parsed.Problems.Any(problem => problem is { Pointer: Batch, Code: ProblemCodes.UnknownField }))
            return BatchRefused();

        return await answers.SubmitAsync(
            request, IdempotencyKeyHeader.Apply(parsed, request.Headers[IdempotencyKeyHeader.Name]), body.Text, retryOf: null, client, cancellationToken);
    }

    private static ContentResult BatchRefused() => Answer.Problem(
        StatusCodes.Status422UnprocessableEntity,
        "not_supported",
        "Batches are not supported",
        "This version takes one launch a request. Send each item as a request of its own.",
        [new Problem(Batch, "not_supported", "This version does not support batches yet. Send each item as a request of its own.")]);
}
