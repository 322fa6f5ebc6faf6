using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Executors.Abstractions;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>
/// Looks at this agent's slots and asks each executor for all its attempts at once. While a row demands action it signals
/// the orchestration: once for each change, and again at growing intervals, because a signal may get lost and a demand cannot.
/// </summary>
public sealed class AttemptMonitor(
    QueueReader rows,
    AgentOptions agent,
    WatchedQueues held,
    ExecutorCatalog executors,
    LaunchTransitions writer,
    OutputCopier output,
    SignalPace pace,
    ITaskHub hub,
    TimeProvider time,
    ILogger<AttemptMonitor> logger)
{
    /// <summary>Looks once. Returns when the youngest claim was made; null when this agent holds no slot.</summary>
    public async Task<DateTimeOffset?> LookAsync(CancellationToken cancellationToken)
    {
        var slots = await ReadSlotsAsync(cancellationToken);
        pace.Keep(slots);
        foreach (var group in slots.Where(slot => slot.State != LaunchState.Claimed).GroupBy(slot => slot.Executor, StringComparer.Ordinal))
        {
            // What this agent placed on another machine, before it moved here, is unknown here; that says nothing about it.
            if (executors.TryGet(group.Key, out var executor))
                await LookAtAsync(executor, [.. group.Where(slot => slot.PlacedOn == executor.Instance)], cancellationToken);
        }

        return slots.Count == 0 ? null : slots.Max(slot => slot.ClaimedAt);
    }

    /// <summary>Whether this agent holds any slot.</summary>
    public async Task<bool> AnySlotAsync(CancellationToken cancellationToken) => (await ReadSlotsAsync(cancellationToken)).Count > 0;

    private async Task LookAtAsync(IExecutor executor, IReadOnlyList<SlotRow> slots, CancellationToken cancellationToken)
    {
        var observations = await executor.ObserveAsync([.. slots.Select(slot => slot.AttemptKey)], cancellationToken);
        foreach (var slot in slots)
        {
            var seen = observations[slot.AttemptKey];
            try
            {
                var demand = LaunchStateMachine.Decide(LaunchSnapshot.Of(slot), seen, time.GetUtcNow());
                if (demand is not LaunchAction.Wait)
                    await SignalAsync(slot, demand, seen, cancellationToken);
                else if (seen.Phase == AttemptPhase.Running)
                    await FollowRunningAsync(executor, slot, seen, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One launch that cannot be looked at now must not hide the others; the next look tries again.
                logger.LookFailed(fault, slot.Id.ToString());
            }
        }
    }

    private async Task SignalAsync(
        SlotRow slot, LaunchAction demand, AttemptObservation seen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!pace.IsDue(slot, demand, seen, now))
            return;

        var isHeard = await hub.TrySignalAsync(slot.Id.ToString(), slot.Claim, cancellationToken);
        pace.Note(slot, demand, seen, now);
        if (!isHeard)
            logger.NobodyToSignal(slot.Id.ToString(), slot.Claim);
    }

    private async Task FollowRunningAsync(IExecutor executor, SlotRow slot, AttemptObservation seen, CancellationToken cancellationToken)
    {
        if (slot.State == LaunchState.Starting)
            await writer.MarkRunningAsync(slot, seen, cancellationToken);
        await output.CopyAsync(executor, slot.AttemptKey, untilComplete: false, cancellationToken);
    }

    private async Task<List<SlotRow>> ReadSlotsAsync(CancellationToken cancellationToken)
    {
        var slots = new List<SlotRow>();
        foreach (var queue in await held.ListAsync(cancellationToken))
            slots.AddRange((await rows.SlotsAsync(queue, cancellationToken)).Where(slot => slot.Agent == agent.Name));

        return slots;
    }
}
