using LaunchAgent.Contracts;
using LaunchAgent.Functions.Http;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that submits a launch once more.</summary>
public sealed class LaunchRetryFunctions(LaunchQueries launches, TextBlobs texts, SubmissionAnswers answers)
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
        var body = await RequestBody<EmptyRequest>.ReadAsync(request, EmptyRequest.Parse, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;
        if (!LaunchId.TryParse(id, out var launchId) || await launches.FindRowAsync(launchId, cancellationToken) is not { } launch)
            return LaunchAnswers.Unknown(id);
        if (!launch.State.IsFinal())
            return Answer.Conflict(LaunchAnswers.InvalidState, $"The launch is {WireName.Of(launch.State)}; only one that has ended can be retried.");
        if (launch.IsBlanked)
            return BlankedRefused();

        if (await texts.FindAsync(launch.Submitted, cancellationToken) is not { } text)
            return LaunchAnswers.Unknown(id);

        var parsed = WithoutKey(LaunchSpecParser.Parse(text));
        return await answers.SubmitAsync(
            request, IdempotencyKeyHeader.Apply(parsed, request.Headers[IdempotencyKeyHeader.Name]), text, launch.Id.ToString(), client, cancellationToken);
    }

    // Its key names the launch that is retried.
    private static ParsedSpec WithoutKey(ParsedSpec parsed) => parsed with
    {
        Spec = parsed.Spec is { } spec ? spec with { IdempotencyKey = null } : null,
        Readable = parsed.Readable is { } readable ? readable with { IdempotencyKey = null } : null,
    };

    private static ContentResult BlankedRefused() => Answer.InvalidBody(
        [new Problem("", "secret_blanked", "Secrets were blanked in what is kept of this spec, so it cannot run as it was meant. Submit it again, with references in secret_env instead of secrets.")],
        "invalid_spec",
        "Invalid launch spec");
}
