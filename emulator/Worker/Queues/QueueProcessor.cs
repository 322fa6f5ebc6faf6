using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsEmulator.Settings;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Queues;

/// <summary>What happens to one message before and after its function: delete, release, poison.</summary>
/// <param name="queue">The queue.</param>
/// <param name="poison">Where messages go that failed too often; null for a queue that is itself one of those.</param>
/// <param name="settings">Limits and times.</param>
/// <param name="logger">The logger.</param>
internal sealed class QueueProcessor(QueueClient queue, QueueClient? poison, QueueSettings settings, ILogger logger)
{
    private readonly HashSet<string> _succeededOnce = [];

    /// <summary>False when the message was seen too often already, so that its function must not run.</summary>
    public async Task<bool> BeginAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (message.DequeueCount <= settings.MaxDequeueCount)
            return true;
        await PoisonAsync(message, cancellationToken);
        return false;
    }

    public Task CompleteAsync(QueueMessage message, bool succeeded, CancellationToken cancellationToken)
    {
        if (succeeded && settings.DeliversTwice(queue.Name) && FirstSuccess(message.MessageId))
            return ReleaseAsync(message, TimeSpan.Zero, cancellationToken);
        if (succeeded)
            return DeleteAsync(message, cancellationToken);

        // Without a poison queue the message stays locked, so that a failing handler does not spin.
        if (poison is null)
            return Task.CompletedTask;
        return message.DequeueCount >= settings.MaxDequeueCount
            ? PoisonAsync(message, cancellationToken)
            : ReleaseAsync(message, settings.VisibilityTimeout, cancellationToken);
    }

    private bool FirstSuccess(string messageId)
    {
        lock (_succeededOnce)
            return _succeededOnce.Add(messageId);
    }

    private async Task PoisonAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (poison is null)
            return;
        Log.Poison(logger, message.MessageId, settings.MaxDequeueCount, poison.Name);
        await QueueOutputs.SendAsync(poison, message.Body, cancellationToken);
        await DeleteAsync(message, cancellationToken);
    }

    private Task ReleaseAsync(QueueMessage message, TimeSpan visibilityTimeout, CancellationToken cancellationToken) => IfStillOursAsync(() =>
        queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: visibilityTimeout, cancellationToken: cancellationToken));

    private Task DeleteAsync(QueueMessage message, CancellationToken cancellationToken) => IfStillOursAsync(() =>
        queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken));

    private async Task IfStillOursAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (RequestFailedException exception) when (QueueErrors.IsTakenOver(exception))
        {
            // Someone else has the message by now, or it is gone with its queue: theirs to finish.
            Log.TakenOver(logger, queue.Name, exception.ErrorCode ?? "");
        }
    }
}
