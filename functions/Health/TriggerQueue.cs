using Azure.Storage.Queues;

namespace LaunchAgent.Functions.Health;

/// <summary>
/// A queue from which the host delivers to the app, looked at without touching it. When nobody reads it, or storage cannot show what is
/// in it, nothing else tells: it stands still.
/// </summary>
internal sealed class TriggerQueue(QueueClient queue, TimeProvider time)
{
    // Two looks are needed. How old a message is says nothing: it may have been sent with a delay, or have had thousands before it.
    private Top? _top;

    /// <summary>How long the first message is known to lie there without having been delivered; null when there is none.</summary>
    /// <exception cref="Azure.RequestFailedException">The queue does not exist, or storage cannot show it.</exception>
    public async Task<Standing?> PeekAsync(CancellationToken cancellationToken)
    {
        var messages = (await queue.PeekMessagesAsync(maxMessages: 1, cancellationToken)).Value;
        if (messages is not [var first, ..])
        {
            _top = null;
            return null;
        }

        var now = time.GetUtcNow();
        if (_top is not { } top || top.Id != first.MessageId || top.Deliveries != first.DequeueCount)
            _top = top = new Top(first.MessageId, first.DequeueCount, now);
        return new Standing(top.Id, now - top.Since);
    }

    /// <summary>What a look found.</summary>
    /// <param name="MessageId">The first message.</param>
    /// <param name="For">How long it has been the first, with as many deliveries as now, as far as somebody looked.</param>
    public readonly record struct Standing(string MessageId, TimeSpan For);

    private sealed record Top(string Id, long Deliveries, DateTimeOffset Since);
}
