using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>Has the watcher look at once when an executor sees an attempt end. It only saves waiting: the watch chain sees every end anyway.</summary>
internal sealed class ExitNudges(IEnumerable<IExecutor> executors, Nudges nudges, LookRequests looks, ILogger<ExitNudges> logger) : IHostedService
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

    private void OnExited(string attemptKey) => _ = NudgeAsync(attemptKey);

    private async Task NudgeAsync(string attemptKey)
    {
        if (!looks.ShouldAsk())
            return;

        try
        {
            await nudges.SendAsync(new Nudge(NudgeKind.Look), TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception fault)
        {
            looks.Begin();
            logger.ExitNotTold(fault, attemptKey);
        }
    }
}
