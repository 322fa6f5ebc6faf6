using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>
/// The claim was committed; its host died before the orchestration was started, or the orchestration gave up. A young claim may still be
/// on its way to its orchestration and is left alone.
/// </summary>
public sealed class OrphanedClaims(AgentOptions agent, ReconcileOptions options, TimeProvider time, ILogger<OrphanedClaims> logger) : IQueueHealing
{
    // Each is asked for at the durable storage; a run has a minute.
    private const int MostInARun = 200;

    private readonly Dictionary<string, Rotation> _rotations = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        var settled = (await scope.SlotsAsync(cancellationToken))
            .Where(slot => slot.Agent == agent.Name && slot.ClaimedAt + options.ClaimSettle < time.GetUtcNow());
        foreach (var slot in RotationOf(scope.Queue).Next(settled, slot => RowKeys.Slot(slot.Id, slot.Claim), MostInARun))
        {
            var claim = ClaimedLaunch.Of(slot);
            try
            {
                await HealAsync(claim, scope.Client, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // The others must not wait for it.
                Log.OrphanNotRestarted(logger, fault, claim.LaunchId, claim.Claim);
            }
        }
    }

    private async Task HealAsync(ClaimedLaunch claim, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(claim.InstanceId, cancellationToken) is { IsRunning: true })
            return;

        Log.OrphanRestarted(logger, claim.LaunchId, claim.Claim);
        await ClaimOrchestrations.StartAsync(client, claim, cancellationToken);
    }

    // Two runs at once are possible: a timer's and one that was started by hand.
    private Rotation RotationOf(string queue)
    {
        lock (_rotations)
            return _rotations.TryGetValue(queue, out var known) ? known : _rotations[queue] = new Rotation();
    }
}
