using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Launches;

/// <summary>The route that shows what a launch was asked to do.</summary>
public sealed class LaunchSpecFunctions(LaunchSpecQueries specs)
{
    /// <summary>The spec as it was submitted, and as it runs.</summary>
    [Function("GetLaunchSpec")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "launches/{id}/spec")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        LaunchId.TryParse(id, out var launch) && await specs.FindAsync(launch, cancellationToken) is { } spec
            ? ApiResults.Json(spec)
            : LaunchErrors.Unknown(id);
}
