using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>Has the attempt monitor look at once when an executor sees an attempt end. It only saves waiting: the monitor loop sees every end anyway.</summary>
internal sealed class ExitWakeups(IEnumerable<IExecutor> executors, WakeupQueue wakeups, ObserveRequests looks, ILogger<ExitWakeups> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var executor in executors.OfType<ISignalsExit>())
            executor.Exited += OnExited;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var executor in executors.OfType<ISignalsExit>())
            executor.Exited -= OnExited;
        return Task.CompletedTask;
    }

    private void OnExited(string attemptKey) => _ = WakeupAsync(attemptKey);

    private async Task WakeupAsync(string attemptKey)
    {
        if (!looks.ShouldAsk())
            return;

        try
        {
            await wakeups.SendAsync(new Wakeup(WakeupKind.Look), TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception fault)
        {
            looks.Begin();
            logger.ExitNotTold(fault, attemptKey);
        }
    }
}
