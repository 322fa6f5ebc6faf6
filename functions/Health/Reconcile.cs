using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>Heals what a host that died between two writes left behind. Every line names the window it closes; all of it is safe to run twice at once.</summary>
public sealed class Reconcile(
    LaunchTables tables,
    AgentOptions agent,
    ReconcileOptions options,
    Outbox outbox,
    FutureIndex future,
    Dispatcher dispatcher,
    WatchChain chain,
    TimeProvider time,
    ILogger<Reconcile> logger)
{
    /// <summary>Looks after the queues of this agent.</summary>
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var watches = false;
        foreach (var queue in agent.Queues)
        {
            watches |= await RestartOrphanedClaimsAsync(queue, client, cancellationToken);

            // The launch ended; its host died before the slot was offered to the next.
            await outbox.WorkOffAllAsync(queue, client, cancellationToken);

            // The launch was recorded, or became due; its host died before it was dispatched.
            await future.ReleaseAsync(queue, cancellationToken);
            await dispatcher.DispatchAsync(queue, client, cancellationToken);
        }

        // A link of the chain was recorded; its host died before the message was sent.
        if (watches)
            await chain.EnsureAsync(cancellationToken);
    }

    // The claim was committed; its host died before the orchestration was started, or the orchestration gave up.
    // A young claim may still be on its way to its orchestration.
    // True when this agent holds a slot at all.
    private async Task<bool> RestartOrphanedClaimsAsync(string queue, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var rows = await tables.Launches.QueryPrefixAsync(
            LaunchId.PartitionOf(queue), RowKeys.Slots, maximumRows: null, cancellationToken);
        SlotRow[] slots = [.. rows.Select(SlotRow.From).Where(slot => slot.Agent == agent.Name)];
        foreach (var slot in slots.Where(slot => slot.ClaimedAt + options.ClaimSettle < time.GetUtcNow()))
        {
            var claim = ClaimedLaunch.Of(slot);
            if (await client.GetInstanceAsync(claim.InstanceId, cancellationToken) is { IsRunning: true })
                continue;

            Log.OrphanRestarted(logger, claim.LaunchId, claim.Claim);
            await ClaimOrchestrations.StartAsync(client, claim, cancellationToken);
        }

        return slots.Length > 0;
    }
}
