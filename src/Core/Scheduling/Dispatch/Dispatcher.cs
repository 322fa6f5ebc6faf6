using System.Collections.Concurrent;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.FairShare;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>
/// Claims what may run. In one process a queue is dispatched by one caller at a time, and so are all queues of the agent together
/// when limits limit them, or when the passes over them are bounded; whoever comes meanwhile only asks for another pass and goes on.
/// </summary>
public sealed class Dispatcher(
    AgentOptions agent, AgentNotifier others, ClaimLimits limits, PollBudget budget, DispatchClaims claims, FairShareRotation rotation)
{
    private readonly ConcurrentDictionary<string, CoalescingGate> _gates = new(StringComparer.Ordinal);
    private readonly CoalescingGate _sharedGate = new();
    private readonly PendingDispatches _requests = new();

    private bool IsShared => agent.Queues.Count > 1 && limits.All.Count > 0;

    private bool IsBounded => agent.MaxPolls is not null;

    /// <summary>Claims all that a queue allows now. A queue that other agents serve is left to them, with a wake-up.</summary>
    public Task DispatchAsync(string queue, CancellationToken cancellationToken) =>
        agent.Serves(queue) ? DispatchAsync([queue], isLimitFreed: false, cancellationToken) : others.DispatchAsync(queue, cancellationToken);

    /// <summary>Claims all that the queues of this agent allow now.</summary>
    public Task DispatchAllAsync(CancellationToken cancellationToken) =>
        DispatchAsync(agent.Queues, isLimitFreed: false, cancellationToken);

    /// <summary>Like <see cref="DispatchAsync(string, CancellationToken)"/>, after a claim of the queue gave rows of limits back, which other queues, and agents that share an executor, may be waiting for.</summary>
    public async Task DispatchFreedAsync(string queue, IEnumerable<LimitHold> freed, CancellationToken cancellationToken)
    {
        if (!agent.Serves(queue))
            await others.DispatchAsync(queue, cancellationToken);
        if (agent.Serves(queue) || IsShared)
            await DispatchAsync([queue], isLimitFreed: true, cancellationToken);
        foreach (var limit in freed.Select(hold => hold.ConcurrencyLimit).Where(LimitKeys.IsExecutor).Distinct(StringComparer.Ordinal))
            await others.OfferRoomAsync(limit, cancellationToken);
    }

    /// <summary>Claims what the queues of this agent allow, after another agent gave rows of a limit back. A limit that is none of this agent's is ignored.</summary>
    public Task DispatchRoomAsync(string limit, CancellationToken cancellationToken) => limits.All.All(own => own.Key != limit)
        ? Task.CompletedTask
        : DispatchAsync(IsShared ? agent.Queues.Take(1) : agent.Queues, isLimitFreed: true, cancellationToken);

    private Task DispatchAsync(IEnumerable<string> queues, bool isLimitFreed, CancellationToken cancellationToken)
    {
        if (!IsShared && !IsBounded)
            return EachAsync(queues, queue => ThroughAsync(_gates.GetOrAdd(queue, _ => new CoalescingGate()), () => PassAsync(queue, cancellationToken)));

        foreach (var queue in queues)
            _requests.Add(queue, isLimitFreed);
        return ThroughAsync(_sharedGate, () => PassAsync(cancellationToken));
    }

    private async Task PassAsync(string queue, CancellationToken cancellationToken)
    {
        if (await budget.TryTakeAsync(cancellationToken))
            await DispatchAloneAsync(queue, cancellationToken);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        var asked = _requests.Take();
        if (!await budget.TryTakeAsync(cancellationToken))
            return;

        // Each pass that counts is one over all queues, whichever of them was asked for.
        var queues = IsBounded ? agent.Queues.ToHashSet(StringComparer.Ordinal) : asked.Queues;
        if (IsShared)
            await rotation.RunAsync(queues, asked.IsLimitFreed, cancellationToken);
        else
            await EachAsync(queues, queue => DispatchAloneAsync(queue, cancellationToken));
        await budget.StopIfUsedUpAsync(cancellationToken);
    }

    private async Task DispatchAloneAsync(string queue, CancellationToken cancellationToken)
    {
        while ((await claims.RunAsync(queue, cancellationToken)).WantsMore)
        {
        }
    }

    // A queue that cannot be dispatched keeps no other from it; what went wrong is told in the end.
    private static async Task EachAsync(IEnumerable<string> queues, Func<string, Task> dispatchAsync)
    {
        var running = new List<Task>();
        foreach (var queue in queues)
        {
            var dispatch = dispatchAsync(queue);
            running.Add(dispatch);
            await dispatch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running);
    }

    private static async Task ThroughAsync(CoalescingGate gate, Func<Task> pass)
    {
        if (!gate.TryEnter())
            return;

        try
        {
            do
                await pass();
            while (gate.GoAgain());
        }
        catch
        {
            gate.Abandon();
            throw;
        }
    }
}
