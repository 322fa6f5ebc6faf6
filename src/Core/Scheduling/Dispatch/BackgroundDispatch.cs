using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>
/// Dispatches queues beside the requests that ask for it, so that no answer waits for claims. It only saves waiting: the process may be
/// frozen or ended once it has answered, and then the wake-up that was left before dispatches.
/// </summary>
public sealed class BackgroundDispatch(Dispatcher dispatcher, ILogger<BackgroundDispatch> logger) : IHostedService, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Has a queue dispatched soon, unless the process is stopping. Requests for a queue that is being dispatched are one more pass together.</summary>
    public void Ask(string queue)
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
                return;
            _running.RemoveAll(dispatch => dispatch.IsCompleted);
            _running.Add(Task.Run(() => DispatchAsync(queue, _stop.Token)));
        }
    }

    /// <summary>Waits until nothing that was asked for is under way.</summary>
    public async Task WhenIdleAsync()
    {
        while (Running() is { Length: > 0 } running)
            await Task.WhenAll(running);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await WhenIdleAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    private async Task DispatchAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            await dispatcher.DispatchAsync(queue, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.BackgroundDispatchFailed(fault, queue);
        }
        catch (OperationCanceledException)
        {
            // The process ends; the wake-up goes on.
        }
    }

    private Task[] Running()
    {
        lock (_gate)
            return [.. _running.Where(dispatch => !dispatch.IsCompleted)];
    }
}
