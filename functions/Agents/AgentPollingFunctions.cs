using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Agents;

/// <summary>The routes that stop and resume the polling of agents.</summary>
public sealed class AgentPollingFunctions(AgentPolling polling, AgentQueries agents)
{
    /// <summary>Has an agent claim nothing more; it goes on with what it holds. 200 with the agent.</summary>
    [Function("StopAgentPolling")]
    public Task<IActionResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "agents/{name}/stop-polling")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => SetAsync(request, name, stopped: true, cancellationToken);

    /// <summary>Has an agent claim again, at once. 200 with the agent.</summary>
    [Function("ResumeAgentPolling")]
    public Task<IActionResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "agents/{name}/resume-polling")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) => SetAsync(request, name, stopped: false, cancellationToken);

    private async Task<IActionResult> SetAsync(HttpRequest request, string name, bool stopped, CancellationToken cancellationToken)
    {
        var body = await RequestBody<EmptyRequest>.ReadAsync(request, EmptyRequest.Parse, cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        return await polling.SetAsync(name, stopped, cancellationToken) is not null && await agents.FindAsync(name, cancellationToken) is { } agent
            ? ApiResults.Json(agent)
            : AgentFunctions.Unknown();
    }
}
