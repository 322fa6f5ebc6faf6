using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that waits for launches.</summary>
public sealed class LaunchWaitFunctions(LaunchWaits waits)
{
    /// <summary>Waits for launches to end, for 50 seconds at most: 200 with who is done and who is not.</summary>
    [Function("WaitForLaunches")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches/wait")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody<WaitRequest>.ReadAsync(request, WaitRequest.Parse, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var (result, unknown) = await waits.WaitAsync(body.Value!, cancellationToken);
        return result is not null
            ? ApiResults.Json(result)
            : ApiResults.Problem(
                StatusCodes.Status404NotFound, LaunchErrors.UnknownCode, "Not found", "Some of the ids are not those of launches; 'errors' says which. Nothing was waited for.", unknown);
    }
}
