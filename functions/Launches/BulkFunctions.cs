using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Bulk;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that changes many launches.</summary>
public sealed class BulkFunctions(BulkOperations operations, BulkWorks works, DurableTaskHub hub)
{
    /// <summary>Stops, retries or re-prioritises all launches that meet a filter: 200 with what became of them and, where there are more, the way to go on.</summary>
    [Function("BulkLaunches")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "launches/bulk")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        var body = await RequestBody<BulkRequest>.ReadAsync(request, Parse, cancellationToken);
        return body.Refusal ?? ApiResults.Json(await operations.RunAsync(body.Value!, works.Of(body.Value!), cancellationToken));
    }

    private static ParsedRequest<BulkRequest> Parse(string text)
    {
        var parsed = BulkRequest.Parse(text);
        return parsed.Value?.PageToken is { } token && !LaunchId.IsRest(token)
            ? new ParsedRequest<BulkRequest>(null, [new Problem("/page_token", ProblemCodes.InvalidValue, "This is not the next_page_token of a call before.")])
            : parsed;
    }
}
