using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Queues;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>
/// Heals what a host that died between two writes left behind: one line per crash window (<see cref="HealingRegistration"/> lists them). A
/// line that fails, or takes too long, stops neither the other lines nor the other queues; the next run tries it again.
/// </summary>
public sealed class Reconcile(
    QueueRows rows,
    AgentOptions agent,
    HeldQueues held,
    IEnumerable<IQueueHealing> queueLines,
    IEnumerable<IAgentHealing> agentLines,
    TimeProvider time,
    ILogger<Reconcile> logger)
{
    private const string WholeAgent = "(all)";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks after the queues of this agent.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (var queue in await QueuesAsync(cancellationToken))
        {
            var scope = new QueueScope(queue, client, rows);
            foreach (var line in queueLines)
                await RunApartAsync(line.GetType().Name, queue, enough => line.HealAsync(scope, enough), cancellationToken);
        }

        foreach (var line in agentLines)
            await RunApartAsync(line.GetType().Name, WholeAgent, enough => line.HealAsync(client, enough), cancellationToken);
    }

    private async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken)
    {
        var queues = agent.Queues;
        await RunApartAsync(nameof(HeldQueues), WholeAgent, async enough => queues = await held.ListAsync(enough), cancellationToken);
        return queues;
    }

    private async Task RunApartAsync(string line, string queue, Func<CancellationToken, Task> heal, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await heal(either.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.HealingFailed(logger, fault, line, queue);
        }
    }
}
