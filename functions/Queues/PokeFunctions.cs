using LaunchAgent.Contracts.Agents;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Queues;

/// <summary>The route that wakes agents up.</summary>
public sealed class PokeFunctions(WakeAll pokes)
{
    /// <summary>Has the agents of all queues look for work now: 202 with the queues.</summary>
    [Function("Poke")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "poke")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new PokeResult(await pokes.PokeAsync(cancellationToken)), StatusCodes.Status202Accepted);
}
