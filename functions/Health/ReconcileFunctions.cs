using LaunchAgent.Core.Recovery;
using LaunchAgent.Functions.Launches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Health;

/// <summary>The safety timer.</summary>
public sealed class ReconcileFunctions(Reconcile reconcile, DurableTaskHub hub)
{
    /// <summary>Heals what a dead host left behind; the schedule is the setting <c>LAUNCH_RECONCILE_SCHEDULE</c>, once a minute as delivered.</summary>
    [Function("Reconcile")]
    public Task RunAsync(
        [TimerTrigger("%LAUNCH_RECONCILE_SCHEDULE%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        return reconcile.RunAsync(cancellationToken);
    }
}
