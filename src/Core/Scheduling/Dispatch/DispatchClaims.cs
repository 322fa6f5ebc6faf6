using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>Claims from one queue and starts one orchestration per claim. A queue that changes under every try is left to a wake-up.</summary>
public sealed class DispatchClaims(
    ClaimEngine claims, ITaskHub hub, AttemptMonitorLoop watchChain, DelayedDispatch chain, Random random, TimeProvider time, ILogger<DispatchClaims> logger)
{
    private const int ContentionRetries = 5;

    private static readonly TimeSpan FirstContentionDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Claims once, which takes all that the queue and its limits allow, or as much as a transaction holds.</summary>
    public Task<ClaimResult> RunAsync(string queue, CancellationToken cancellationToken) =>
        RunAsync(queue, () => claims.ClaimAsync(queue, cancellationToken), cancellationToken);

    /// <summary>Claims once, no more than the queue's share of limits that it has in common with others.</summary>
    public Task<ClaimResult> RunAsync(
        string queue, LimitSnapshot view, ClaimShare share, CancellationToken cancellationToken) =>
        RunAsync(queue, () => claims.ClaimAsync(queue, view, share, cancellationToken), cancellationToken);

    private async Task<ClaimResult> RunAsync(
        string queue, Func<Task<ClaimResult>> claimAsync, CancellationToken cancellationToken)
    {
        for (var contentions = 1; ; contentions++)
        {
            var result = await claimAsync();
            var starting = Task.WhenAll(result.Claims.Select(StartAsync));
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (result.Claims.Count > 0)
            {
                await watchChain.EnsureAsync(cancellationToken);
                chain.Claimed(queue);
            }

            // Only now: those that did start are watched.
            await starting;

            if (result.IsBlocked)
                await chain.LookAgainAsync(queue, result.RoomAt, cancellationToken);
            if (!result.Contended)
                return result;

            if (contentions > ContentionRetries)
            {
                logger.Contended(queue, contentions);
                await chain.LookAgainAsync(queue, roomAt: null, cancellationToken);
                return ClaimResult.Nothing;
            }

            await Task.Delay(FirstContentionDelay * contentions * (0.5 + random.NextDouble()), time, cancellationToken);
        }
    }

    // The claim is committed: it is not for a caller who has gone, or for another claim whose start failed, to hold it up.
    private async Task StartAsync(ClaimedLaunch claim)
    {
        await hub.StartAsync(claim, CancellationToken.None);
        logger.Claimed(claim.LaunchId, claim.Claim);
    }
}
