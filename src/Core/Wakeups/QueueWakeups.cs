using LaunchAgent.Core.Agents;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Wakeups;

/// <summary>Has the agents of a run queue look at it after a change that may let more start. A failure is only logged: the change is recorded, and their timers find out.</summary>
public sealed class QueueWakeups(AgentOptions agent, WakeupQueue wakeups, AgentNotifier others, TimeProvider time, ILogger<QueueWakeups> logger)
{
    /// <summary>Now.</summary>
    public Task TryAsync(string queue, CancellationToken cancellationToken) => TryAsync(queue, TimeSpan.Zero, cancellationToken);

    /// <summary>At a time.</summary>
    public Task TryAtAsync(string queue, DateTimeOffset at, CancellationToken cancellationToken) => TryAsync(queue, at - time.GetUtcNow(), cancellationToken);

    private async Task TryAsync(string queue, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            if (agent.Serves(queue))
                await wakeups.DispatchLaterAsync(queue, delay, cancellationToken);
            await others.DispatchLaterAsync(queue, delay, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.QueueWakeupFailed(fault, queue);
        }
    }
}
