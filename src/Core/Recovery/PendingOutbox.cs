using LaunchAgent.Core.Attempts;

namespace LaunchAgent.Core.Recovery;

/// <summary>The launch ended; its host died before the slot was offered to the next.</summary>
public sealed class PendingOutbox(Outbox outbox) : IQueueRepair
{
    /// <inheritdoc />
    public Task HealAsync(QueueScope scope, CancellationToken cancellationToken) =>
        outbox.WorkOffAllAsync(scope.Queue, cancellationToken);
}
