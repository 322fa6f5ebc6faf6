using LaunchAgent.Core.Scheduling.Dispatch;

namespace LaunchAgent.Core.Recovery;

/// <summary>The launch was recorded, or became due; its host died before it was dispatched. One pass over all queues.</summary>
public sealed class WaitingLaunches(Dispatcher dispatcher) : IAgentRepair
{
    /// <inheritdoc />
    public Task HealAsync(CancellationToken cancellationToken) => dispatcher.DispatchAllAsync(cancellationToken);
}
