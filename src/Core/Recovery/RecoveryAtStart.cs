using LaunchAgent.Core.Wakeups;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// A host that starts may be the successor of one that was killed, and the safety timer may still be locked by that: it leaves itself two wake-ups
/// that heal, one for what is old enough already and one for when the youngest claim of a host before it has settled.
/// </summary>
public sealed class RecoveryAtStart(WakeupQueue wakeups, ReconcileOptions options, ILogger<RecoveryAtStart> logger) : IHostedService
{
    private static readonly TimeSpan AfterSettling = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await wakeups.SendAsync(new Wakeup(WakeupKind.Recover), TimeSpan.Zero, cancellationToken);
            await wakeups.SendAsync(new Wakeup(WakeupKind.Recover), options.ClaimSettle + AfterSettling, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // No reason not to start: the timer heals as well, later.
            logger.NoRecoveryAtStart(fault);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
