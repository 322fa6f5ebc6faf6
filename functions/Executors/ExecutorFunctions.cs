using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Executors;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Executors;

/// <summary>The route that shows executors.</summary>
public sealed class ExecutorFunctions(ExecutorQueries executors)
{
    /// <summary>The executors of this deployment.</summary>
    [Function("ListExecutors")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "executors")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new ListPage<ExecutorView>(await executors.ListAsync(cancellationToken), NextPageToken: null));
}
