using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Agents;

/// <summary>The routes that show agents.</summary>
public sealed class AgentFunctions(AgentQueries agents)
{
    /// <summary>All agents.</summary>
    [Function("ListAgents")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "agents")] HttpRequest request, CancellationToken cancellationToken) =>
        ApiResults.Json(new ListPage<AgentView>(await agents.ListAsync(cancellationToken), NextPageToken: null));

    /// <summary>One agent.</summary>
    [Function("GetAgent")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "agents/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        await agents.FindAsync(name, cancellationToken) is { } agent
            ? ApiResults.Json(agent)
            : Unknown();

    /// <summary>404: there is no such agent.</summary>
    internal static ContentResult Unknown() => ApiResults.Unknown("unknown_agent", "No agent of this name was ever heard on this storage account.");
}
