using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Launches;

/// <summary>The routes that read and stop launches.</summary>
public sealed class LaunchFunctions(LaunchQueries launches, StopRequests stops)
{
    /// <summary>The newest launches that meet the query's filters.</summary>
    [Function("ListLaunches")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches")] HttpRequest request, CancellationToken cancellationToken)
    {
        var asked = ListQuery.Parse(request.Query, out var problems);
        return problems.Count == 0 ? ApiResults.Json(await launches.ListAsync(asked, cancellationToken)) : ApiResults.InvalidQuery(problems);
    }

    /// <summary>One launch.</summary>
    [Function("GetLaunch")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        LaunchId.TryParse(id, out var launch) && await launches.FindAsync(launch, cancellationToken) is { } found
            ? ApiResults.Json(found)
            : LaunchErrors.Unknown(id);

    /// <summary>Asks a launch to stop: 202, or 200 when it has ended already. Body <c>{"force":true}</c> leaves out the grace.</summary>
    [Function("StopLaunch")]
    public async Task<IActionResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches/{id}/stop")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await RequestBody<StopRequest>.ReadAsync(request, StopRequest.Parse, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;
        if (!LaunchId.TryParse(id, out var launch) || await stops.StopAsync(launch, body.Value!.Force, cancellationToken) is not { } before)
            return LaunchErrors.Unknown(id);

        var status = before.State.IsFinal() ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        return ApiResults.Json(await launches.FindAsync(launch, cancellationToken), status);
    }
}
