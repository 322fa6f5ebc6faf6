using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>The other way in: launches submitted by HTTP, one or several.</summary>
public sealed class SubmitFunctions(SubmitResults answers, BatchResults batches, DurableTaskHub hub)
{
    /// <summary>
    /// Records a launch and offers it a slot at once: 201, or 200 when its idempotency key is known. Or, with <c>items</c>, several: 200 with
    /// what became of each.
    /// </summary>
    [Function("SubmitLaunch")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        var body = await BodyText.ReadAsync(request, LaunchBatch.Bytes, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        string? key = request.Headers[IdempotencyKeyHeader.Name];
        if (LaunchBatch.Parse(body.Text, key) is { } batch)
            return await batches.SubmitAsync(batch, cancellationToken);

        var parsed = LaunchSpecParser.Parse(body.Text);
        if (parsed.Problems.Any(problem => problem is { Pointer: "", Code: ProblemCodes.TooLarge }))
            return BodyText.TooLarge(SpecLimits.Bytes);
        return await answers.SubmitAsync(request, IdempotencyKeyHeader.Apply(parsed, key), body.Text, retryOf: null, cancellationToken);
    }
}
