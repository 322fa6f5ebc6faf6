using LaunchAgent.Functions.Queues;

namespace LaunchAgent.Functions.Health;

/// <summary>The launch was recorded, or became due; its host died before it was dispatched.</summary>
public sealed class DueLaunches(FutureIndex future, Dispatcher dispatcher) : IQueueHealing
{
    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        await future.ReleaseAsync(scope.Queue, cancellationToken);
        await dispatcher.DispatchAsync(scope.Queue, scope.Client, cancellationToken);
    }
}
