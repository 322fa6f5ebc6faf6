using LaunchAgent.Functions.Queues;

namespace LaunchAgent.Functions.Health;

/// <summary>The launch became due; its host died before it was released. <see cref="WaitingLaunches"/> claims it afterwards.</summary>
public sealed class DueLaunches(FutureIndex future) : IQueueHealing
{
    /// <inheritdoc />
    public Task HealAsync(QueueScope scope, CancellationToken cancellationToken) => future.ReleaseAsync(scope.Queue, cancellationToken);
}
