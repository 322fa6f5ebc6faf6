using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that changes a launch that waits.</summary>
public sealed class LaunchPriorityFunctions(LaunchQueries launches, PriorityRequests priorities)
{
    /// <summary>Gives a launch that waits another priority, at once: 200 with the launch.</summary>
    [Function("PatchLaunch")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = "launches/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await RequestBody<LaunchPatch>.ReadAsync(request, LaunchPatch.Parse, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;
        if (!LaunchId.TryParse(id, out var launch))
            return LaunchErrors.Unknown(id);

        return await priorities.ChangeAsync(launch, body.Value!.Priority, cancellationToken) switch
        {
            PriorityOutcome.NotWaiting => ApiResults.Conflict(LaunchErrors.InvalidState, "The launch does not wait any more: it was claimed or has ended."),
            PriorityOutcome.NotPrioritized => ApiResults.Conflict("not_prioritized", "The launch's queue has no prioritisation: it is first in, first out."),
            PriorityOutcome.Changed when await launches.FindAsync(launch, cancellationToken) is { } found => ApiResults.Json(found),
            _ => LaunchErrors.Unknown(id),
        };
    }
}
