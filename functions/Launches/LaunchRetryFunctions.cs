using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that submits a launch once more.</summary>
public sealed class LaunchRetryFunctions(LaunchQueries launches, RetrySpecs specs, SubmitResults answers, DurableTaskHub hub)
{
    /// <summary>
    /// A new launch of what was submitted for one that has ended, rejected ones included: checked again, without its idempotency
    /// key. The header <c>Idempotency-Key</c> gives the new one a key, so that the request can be repeated.
    /// </summary>
    [Function("RetryLaunch")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        var body = await RequestBody<EmptyRequest>.ReadAsync(request, EmptyRequest.Parse, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;
        if (!LaunchId.TryParse(id, out var launchId) || await launches.FindRowAsync(launchId, cancellationToken) is not { } launch)
            return LaunchErrors.Unknown(id);
        if (!launch.State.IsFinal())
            return ApiResults.Conflict(LaunchErrors.InvalidState, $"The launch is {WireName.Of(launch.State)}; only one that has ended can be retried.");
        if (launch.IsBlanked)
            return BlankedRefused();

        if (await specs.FindAsync(launch, key: null, cancellationToken) is not { } spec)
            return LaunchErrors.Unknown(id);

        return await answers.SubmitAsync(
            request, IdempotencyKeyHeader.Apply(spec.Parsed, request.Headers[IdempotencyKeyHeader.Name]), spec.Text, launch.Id.ToString(), cancellationToken);
    }

    private static ContentResult BlankedRefused() => ApiResults.InvalidBody([RetrySpecs.Blanked], "invalid_spec", "Invalid launch spec");
}
