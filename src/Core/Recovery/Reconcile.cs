using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// Heals what a host that died between two writes left behind: one line per crash window (<see cref="RecoveryRegistration"/> lists them). A
/// line that fails, or takes too long, stops neither the other lines nor the other queues; the next run tries it again.
/// </summary>
public sealed class Reconcile(
    QueueReader rows,
    AgentOptions agent,
    WatchedQueues held,
    IEnumerable<IQueueRepair> queueLines,
    IEnumerable<IAgentRepair> agentLines,
    TimeProvider time,
    ILogger<Reconcile> logger)
{
    private const string WholeAgent = "(all)";

    // One that is alone in it says nothing about storage as a whole.
    private const int OutagesInARow = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks after the queues of this agent. When storage does not answer line after line, the rest is left to the next run.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var queues = agent.Queues;
        var outages = await RunApartAsync(nameof(WatchedQueues), WholeAgent, async enough => queues = await held.ListAsync(enough), cancellationToken) ? 1 : 0;
        foreach (var (line, queue, heal) in LinesFor(queues))
        {
            outages = await RunApartAsync(line, queue, heal, cancellationToken) ? outages + 1 : 0;
            if (outages < OutagesInARow)
                continue;

            logger.HealingPutOff(outages);
            return;
        }
    }

    private IEnumerable<(string Line, string Queue, Func<CancellationToken, Task> Heal)> LinesFor(IReadOnlyList<string> queues)
    {
        foreach (var queue in queues)
        {
            var scope = new QueueScope(queue, rows);
            foreach (var line in queueLines)
                yield return (line.GetType().Name, queue, enough => line.HealAsync(scope, enough));
        }

        foreach (var line in agentLines)
            yield return (line.GetType().Name, WholeAgent, enough => line.HealAsync(enough));
    }

    // Returns whether storage did not answer.
    private async Task<bool> RunApartAsync(string line, string queue, Func<CancellationToken, Task> heal, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await heal(either.Token);
            return false;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.HealingFailed(fault, line, queue);
            return StorageOutage.Is(fault);
        }
    }
}
