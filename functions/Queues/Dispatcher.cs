using System.Collections.Concurrent;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Storage;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Queues;

/// <summary>
/// Claims what may run. In one process a queue is dispatched by one caller at a time, and so are all queues of the agent together
/// when caps limit them; whoever comes meanwhile only asks for another round and goes on.
/// </summary>
public sealed class Dispatcher(AgentOptions agent, OtherAgents others, ClaimCaps caps, DispatchClaims claims, DispatchRotation rotation)
{
    private readonly ConcurrentDictionary<string, DispatchGate> _gates = new(StringComparer.Ordinal);
    private readonly DispatchGate _sharedGate = new();
    private readonly DispatchRequests _requests = new();

    private bool IsShared => agent.Queues.Count > 1 && caps.All.Count > 0;

    /// <summary>Claims all that a queue allows now. A queue that other agents serve is left to them, with a nudge.</summary>
    public Task DispatchAsync(string queue, DurableTaskClient client, CancellationToken cancellationToken) =>
        agent.Serves(queue) ? DispatchAsync(queue, isCapFreed: false, client, cancellationToken) : others.DispatchAsync(queue, cancellationToken);

    /// <summary>Like <see cref="DispatchAsync(string, DurableTaskClient, CancellationToken)"/>, after a claim of the queue gave rows of caps back, which other queues, and agents that share an executor, may be waiting for.</summary>
    public async Task DispatchFreedAsync(string queue, IEnumerable<CapHold> freed, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!agent.Serves(queue))
            await others.DispatchAsync(queue, cancellationToken);
        if (agent.Serves(queue) || IsShared)
            await DispatchAsync(queue, isCapFreed: true, client, cancellationToken);
        foreach (var cap in freed.Select(hold => hold.Cap).Where(CapKeys.IsExecutor).Distinct(StringComparer.Ordinal))
            await others.OfferRoomAsync(cap, cancellationToken);
    }

    /// <summary>Claims what the queues of this agent allow, after another agent gave rows of a cap back. A cap that is none of this agent's is ignored.</summary>
    public async Task DispatchRoomAsync(string cap, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (caps.All.All(own => own.Key != cap))
            return;

        foreach (var queue in IsShared ? agent.Queues.Take(1) : agent.Queues)
            await DispatchAsync(queue, isCapFreed: true, client, cancellationToken);
    }

    private Task DispatchAsync(string queue, bool isCapFreed, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!IsShared)
            return ThroughAsync(_gates.GetOrAdd(queue, _ => new DispatchGate()), () => DispatchAloneAsync(queue, client, cancellationToken));

        _requests.Add(queue, isCapFreed);
        return ThroughAsync(_sharedGate, () =>
        {
            var asked = _requests.Take();
            return rotation.RunAsync(asked.Queues, asked.IsCapFreed, client, cancellationToken);
        });
    }

    private static async Task ThroughAsync(DispatchGate gate, Func<Task> round)
    {
        if (!gate.TryEnter())
            return;

        try
        {
            do
                await round();
            while (gate.GoAgain());
        }
        catch
        {
            gate.Abandon();
            throw;
        }
    }

    private async Task DispatchAloneAsync(string queue, DurableTaskClient client, CancellationToken cancellationToken)
    {
        while ((await claims.RunAsync(queue, client, cancellationToken)).WantsMore)
        {
        }
    }
}
