using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Queues;

/// <summary>Keeps a message invisible while its function runs.</summary>
internal sealed class ProcessingLock : IAsyncDisposable
{
    private readonly QueueClient _queue;
    private readonly TimeSpan _length;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;

    public ProcessingLock(QueueClient queue, QueueMessage message, TimeSpan length, ILogger logger)
    {
        _queue = queue;
        _length = length;
        _logger = logger;
        Message = message;
        _renewing = RenewAsync();
    }

    /// <summary>The message with the newest pop receipt. Read it after disposal.</summary>
    public QueueMessage Message { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        _done.Dispose();
    }

    private async Task RenewAsync()
    {
        // At half of the lock; after a failure sooner. A renewal that has begun is waited for: its receipt is the valid one.
        var delay = _length / 2;
        while (true)
        {
            await Task.Delay(delay, _done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_done.IsCancellationRequested)
                return;
            try
            {
                Message = Message.Update(await _queue.UpdateMessageAsync(
                    Message.MessageId, Message.PopReceipt, visibilityTimeout: _length, cancellationToken: CancellationToken.None));
                delay = _length / 2;
            }
            catch (RequestFailedException exception) when (QueueErrors.IsTakenOver(exception))
            {
                Log.TakenOver(_logger, _queue.Name, exception.ErrorCode ?? "");
                return;
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                Log.RenewFailed(_logger, _queue.Name, Message.MessageId, exception);
                delay = _length / 10;
            }
        }
    }
}
