using System.Globalization;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Http;
using LaunchAgent.Functions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Launches;

/// <summary>The routes that read launches.</summary>
public sealed class LaunchFunctions(LaunchQueries launches, OutputQueries outputs, StopRequests stops)
{
    private const int LargestAttempt = 9999;

    /// <summary>The newest launches that meet the query's filters.</summary>
    [Function("ListLaunches")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches")] HttpRequest request, CancellationToken cancellationToken)
    {
        var asked = ListRequest.Parse(request.Query, out var problems);
        return problems.Count == 0
            ? Answer.Json(await launches.ListAsync(asked, cancellationToken))
            : Answer.Problem(400, "invalid_query", "Invalid query", "The query cannot be answered; 'errors' says why.", problems);
    }

    /// <summary>One launch.</summary>
    [Function("GetLaunch")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        LaunchId.TryParse(id, out var launch) && await launches.FindAsync(launch, cancellationToken) is { } found
            ? Answer.Json(found)
            : UnknownLaunch(id);

    /// <summary>The output of a launch's last attempt, or of the one asked for.</summary>
    [Function("GetLaunchLogs")]
    public async Task<IActionResult> LogsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches/{id}/logs")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (!LaunchId.TryParse(id, out var launch) || await launches.FindAsync(launch, cancellationToken) is not { } found)
            return UnknownLaunch(id);

        var attempt = found.Attempt;
        if ((string?)request.Query["attempt"] is { Length: > 0 } number
            && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out attempt) && attempt is > 0 and <= LargestAttempt))
            return Answer.Problem(400, "invalid_query", "Invalid query", "'attempt' is the number of an attempt, from 1.");

        var offset = 0L;
        if ((string?)request.Query["after"] is { Length: > 0 } after && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            return BadAfter();

        return await outputs.ReadAsync(found, attempt, offset, cancellationToken) is { } page ? Answer.Json(page) : BadAfter();
    }

    /// <summary>Asks a launch to stop: 202, or 200 when it has ended already. Body <c>{"force":true}</c> leaves out the grace.</summary>
    [Function("StopLaunch")]
    public async Task<IActionResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches/{id}/stop")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await StopBody.ReadAsync(request.Body, cancellationToken) is not { } body)
            return Answer.Problem(400, "invalid_json", "Invalid body", "The body is empty, or a JSON object such as {\"force\":true}.");
        if (!LaunchId.TryParse(id, out var launch) || await stops.StopAsync(launch, body.Force, cancellationToken) is not { } before)
            return UnknownLaunch(id);

        var status = before.State.IsFinal() ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        return Answer.Json(await launches.FindAsync(launch, cancellationToken), status);
    }

    private static ContentResult BadAfter() =>
        Answer.Problem(400, "invalid_query", "Invalid query", "'after' is not a position that this route returned as next_after.");

    private static ContentResult UnknownLaunch(string id) => Answer.Problem(
        404, "unknown_launch", "Unknown launch", LaunchId.TryParse(id, out _)
            ? $"There is no launch {id}; it may have been deleted after its retention time."
            : "The id in the address is not one of a launch: those look like 8 letters or digits, a dash and 25 more.");
}
