using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Wakeups;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// The claim was committed; its host died before the orchestration was started, or with the message that would have started it, which
/// nobody sees for minutes then; or the orchestration gave up. The launch is claimed anew, and what is left of the old claim finds itself fenced out.
/// A young claim may still be on its way to its orchestration and is left alone.
/// </summary>
public sealed class OrphanedClaims(
    LaunchTables tables,
    AgentOptions agent,
    TakeOverWriter writer,
    AttemptMonitorLoop chain,
    ITaskHub hub,
    ReconcileOptions options,
    TimeProvider time,
    ILogger<OrphanedClaims> logger) : IQueueRepair
{
    // Each is asked for at the durable storage; a run has a minute.
    private const int MostInARun = 200;

    // A task hub with more work than it can do does not get faster by more of it.
    private const int MostDoublings = 5;

    // What this host itself claimed is Pending because the task hub has much to do, or for the minute for which another instance's messages are locked.
    private const int PatienceWithOwn = 4;

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    private readonly Dictionary<string, Rotation> _rotations = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var settled = (await scope.SlotsAsync(cancellationToken)).Where(slot => slot.Agent == agent.Name && SettledAt(slot) < now);
        foreach (var slot in RotationOf(scope.Queue).Next(settled, slot => RowKeys.Slot(slot.Id, slot.Claim), MostInARun))
        {
            try
            {
                await HealAsync(slot, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // The others must not wait for it.
                logger.NotClaimedAnew(fault, slot.Id.ToString(), slot.Claim);
            }
        }
    }

    private DateTimeOffset SettledAt(SlotRow slot, int patience = 1) => slot.ClaimedAt + (options.ClaimSettle * (patience << Math.Min(slot.Stalls, MostDoublings)));

    private bool IsSettled(SlotRow slot, OrchestrationProgress progress) =>
        progress != OrchestrationProgress.Pending || slot.ClaimedAt < _startedAt || SettledAt(slot, PatienceWithOwn) < time.GetUtcNow();

    private async Task HealAsync(SlotRow slot, CancellationToken cancellationToken)
    {
        var progress = await hub.FindAsync(ClaimedLaunch.Of(slot), cancellationToken);
        if (progress == OrchestrationProgress.Running || !IsSettled(slot, progress))
            return;

        if (await tables.Launches.FindAsync(slot.Id.Partition, RowKeys.Launch(slot.Id), cancellationToken) is not { } row
            || await writer.TryClaimAnewAsync(LaunchRow.From(row), slot, cancellationToken) is not { } claim)
            return;

        logger.ClaimedAnew(claim.LaunchId, slot.Claim, progress);
        await hub.StartAsync(claim, CancellationToken.None);
        await chain.EnsureAsync(cancellationToken);
    }

    // Two runs at once are possible: a timer's and one that was started by hand.
    private Rotation RotationOf(string queue)
    {
        lock (_rotations)
            return _rotations.TryGetValue(queue, out var known) ? known : _rotations[queue] = new Rotation();
    }
}
