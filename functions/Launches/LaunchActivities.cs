using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>The activities of <see cref="LaunchOrchestration"/>.</summary>
public sealed class LaunchActivities(StartAttempt start, AdvanceLaunch next, DurableTaskHub hub)
{
    /// <summary>Submits the current attempt of a claimed launch.</summary>
    [Function(nameof(StartAttempt))]
    public Task<ClaimStep> StartAttemptAsync([ActivityTrigger] ClaimedLaunch claim, CancellationToken cancellationToken) =>
        start.RunAsync(claim, cancellationToken);

    /// <summary>Looks at a claimed launch and does the next thing about it.</summary>
    [Function(nameof(AdvanceLaunch))]
    public Task<ClaimStep> AdvanceLaunchAsync(
        [ActivityTrigger] ClaimedLaunch claim, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        hub.Use(client);
        return next.RunAsync(claim, cancellationToken);
    }
}
