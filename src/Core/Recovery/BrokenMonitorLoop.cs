using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Core.Recovery;

/// <summary>A link of the monitor loop was recorded; its host died before the message was sent. Claims without a chain would wait for ever.</summary>
public sealed class BrokenMonitorLoop(AgentOptions agent, AttemptMonitorLoop chain) : IQueueRepair
{
    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        if ((await scope.SlotsAsync(cancellationToken)).Any(slot => slot.Agent == agent.Name))
            await chain.EnsureAsync(cancellationToken);
    }
}
