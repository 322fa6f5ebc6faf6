using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Wakeups;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// An agent holds claims and is silent: its host is gone, perhaps for good. What of them can go on without it goes on here
/// (<see cref="TakeOverDecision"/>).
/// </summary>
public sealed class TakeOver(
    LaunchTables tables,
    AgentOptions self,
    AgentDirectory agents,
    ExecutorCatalog executors,
    TakeOverWriter writer,
    AttemptMonitorLoop chain,
    ITaskHub hub,
    ReconcileOptions options,
    TimeProvider time,
    ILogger<TakeOver> logger) : IQueueRepair
{
    private const int MostInARun = 100;

    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        // In the usual case there is nothing of others here, and nothing more is read.
        var slots = (await scope.SlotsAsync(cancellationToken)).Where(slot => slot.Agent == self.Name ? IsElsewhere(slot) : self.Serves(scope.Queue)).ToArray();
        if (slots.Length == 0)
            return;

        var known = (await agents.ListAsync(cancellationToken)).ToDictionary(agent => agent.Name, StringComparer.Ordinal);
        var gone = slots
            .Where(slot => IsGone(slot, known.GetValueOrDefault(slot.Agent)))
            .Select(slot => (Slot: slot, Kind: TakeOverDecision.Decide(slot, InstanceOf(slot.Executor))))
            .Where(found => found.Kind != TakeOverKind.Leave);
        foreach (var (slot, kind) in gone.Take(MostInARun))
        {
            try
            {
                await TakeAsync(kind, slot, known.GetValueOrDefault(slot.Agent)?.Hostname, scope, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                logger.TakeOverFailed(fault, slot.Id.ToString(), slot.Claim, slot.Agent);
            }
        }
    }

    // An agent that never had a heartbeat is judged by the age of what it holds. What this agent itself placed on another machine, before it
    // moved, nobody looks after.
    private bool IsGone(SlotRow slot, AgentRow? agent) =>
        slot.Agent == self.Name || (agent is null ? slot.ClaimedAt + options.Silence < time.GetUtcNow() : agents.IsSilent(agent));

    private bool IsElsewhere(SlotRow slot) => slot.PlacedOn is { } place && place != InstanceOf(slot.Executor);

    private string? InstanceOf(string executor) => executors.TryGet(executor, out var here) ? here.Instance : null;

    private async Task TakeAsync(TakeOverKind kind, SlotRow slot, string? hostname, QueueScope scope, CancellationToken cancellationToken)
    {
        if (await tables.Launches.FindAsync(scope.Partition, RowKeys.Launch(slot.Id), cancellationToken) is not { } row)
            return;

        // Refused: its agent is back and wrote, or somebody else took it. The next run looks again.
        if (await TakeAsync(kind, LaunchRow.From(row), slot, hostname, scope, cancellationToken))
            logger.TakenOver(slot.Id.ToString(), slot.Agent, slot.Claim, kind.ToString());
    }

    private async Task<bool> TakeAsync(
        TakeOverKind kind, LaunchRow launch, SlotRow slot, string? hostname, QueueScope scope, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case TakeOverKind.Adopt:
                if (await writer.TryAdoptAsync(launch, slot, cancellationToken) is not { } claim)
                    return false;
                await hub.StartAsync(claim, cancellationToken);
                await chain.EnsureAsync(cancellationToken);
                return true;

            case TakeOverKind.Requeue:
                return await writer.TryRequeueAsync(launch, slot, cancellationToken);

            default:
                return await writer.TryGiveUpAsync(launch, slot, hostname, cancellationToken);
        }
    }
}
