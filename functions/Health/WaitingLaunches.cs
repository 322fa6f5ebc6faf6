using LaunchAgent.Functions.Queues;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Health;

/// <summary>The launch was recorded, or became due; its host died before it was dispatched. One pass over all queues.</summary>
public sealed class WaitingLaunches(Dispatcher dispatcher) : IAgentHealing
{
    /// <inheritdoc />
    public Task HealAsync(DurableTaskClient client, CancellationToken cancellationToken) => dispatcher.DispatchAllAsync(client, cancellationToken);
}
