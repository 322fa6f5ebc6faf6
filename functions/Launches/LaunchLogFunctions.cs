using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that shows what launches print.</summary>
public sealed class LaunchLogFunctions(LaunchQueries launches, OutputQueries outputs, LongPoll poll)
{
    /// <summary>A page of output; with <c>wait_seconds</c> it waits for lines that are not there yet.</summary>
    [Function("GetLaunchLogs")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches/{id}/logs")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var asked = LogQuery.Parse(request.Query, out var problems);
        if (problems.Count > 0)
            return ApiResults.InvalidQuery(problems);
        if (!LaunchId.TryParse(id, out var launchId) || await launches.FindRowAsync(launchId, cancellationToken) is not { } launch)
            return LaunchErrors.Unknown(id);

        async Task<(LogPage? Page, bool IsEnough)> LookAsync()
        {
            while (true)
            {
                var page = await outputs.ReadAsync(launch, asked, cancellationToken);
                if (page is null or { Lines.Count: > 0 } or { Complete: true })
                    return (page, true);
                if (page.NextAfter == asked.From.ToString())
                {
                    // What is seen next belongs to the launch as it is then.
                    launch = await launches.FindRowAsync(launchId, cancellationToken) ?? launch;
                    return (page, false);
                }

                asked = asked with { From = LogPosition.Parse(page.NextAfter!, attempt: 1)! };
            }
        }

        if (await poll.RunAsync(asked.Wait, LookAsync, cancellationToken) is { } found)
            return ApiResults.Json(found);

        var reader = new QueryReader(request.Query);
        LogQuery.RefuseAfter(reader);
        return ApiResults.InvalidQuery(reader.Problems);
    }
}
