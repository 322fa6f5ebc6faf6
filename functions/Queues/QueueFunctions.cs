using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Queues;

/// <summary>The routes that show run queues.</summary>
public sealed class QueueFunctions(QueueQueries queues)
{
    /// <summary>All queues.</summary>
    [Function("ListQueues")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "queues")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new ListPage<QueueView>(await queues.ListAsync(cancellationToken), NextPageToken: null));

    /// <summary>One queue; its ETag is its config_version.</summary>
    [Function("GetQueue")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "queues/{queue}")] HttpRequest request, string queue, CancellationToken cancellationToken)
    {
        if (await queues.FindAsync(queue, cancellationToken) is not { } found)
            return QueueErrors.Unknown();

        request.HttpContext.Response.Headers.ETag = QueueCondition.TagOf(found.ConfigVersion);
        return ApiResults.Json(found);
    }
}
