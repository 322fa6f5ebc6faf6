using System.Collections.Concurrent;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Queues;

/// <summary>
/// Claims what may run and starts one orchestration per claim. In one process a queue is dispatched by one caller at a
/// time; whoever comes meanwhile only asks for another round and goes on.
/// </summary>
public sealed class Dispatcher(
    ClaimEngine claims, AgentOptions agent, OtherAgents others, PollCount polls, WatchChain watchChain, Nudges nudges, Random random, TimeProvider time, ILogger<Dispatcher> logger)
{
    private const int ContentionRetries = 5;

    private static readonly TimeSpan FirstContentionDelay = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, DispatchGate> _gates = new(StringComparer.Ordinal);

    /// <summary>Claims all that a queue allows now. A queue that other agents serve is left to them, with a nudge.</summary>
    public async Task DispatchAsync(string queue, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!agent.Serves(queue))
        {
            await others.DispatchAsync(queue, cancellationToken);
            return;
        }

        var gate = _gates.GetOrAdd(queue, _ => new DispatchGate());
        if (!gate.TryEnter())
            return;

        try
        {
            do
                await DispatchRoundAsync(queue, client, cancellationToken);
            while (gate.GoAgain());
        }
        catch
        {
            gate.Abandon();
            throw;
        }
    }

    private async Task DispatchRoundAsync(string queue, DurableTaskClient client, CancellationToken cancellationToken)
    {
        for (var contentions = 0; ;)
        {
            polls.Add();
            var result = await claims.ClaimAsync(queue, cancellationToken);
            foreach (var claim in result.Claims)
            {
                await ClaimOrchestrations.StartAsync(client, claim, cancellationToken);
                Log.Claimed(logger, claim.LaunchId, claim.Claim);
            }

            if (result.Claims.Count > 0)
                await watchChain.EnsureAsync(cancellationToken);

            // A claim that did not fill its transaction took all that the queue had or allowed.
            if (result.Claims.Count == ClaimPlan.MaximumClaims)
                continue;
            if (!result.Contended)
                return;
            else if (++contentions > ContentionRetries)
            {
                Log.Contended(logger, queue, contentions);
                await nudges.DispatchLaterAsync(queue, TimeSpan.FromSeconds(1), cancellationToken);
                return;
            }
            else
                await Task.Delay(FirstContentionDelay * contentions * (0.5 + random.NextDouble()), time, cancellationToken);
        }
    }
}
