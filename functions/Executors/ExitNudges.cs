using LaunchAgent.Functions.Executors.Local;
using LaunchAgent.Functions.Launches;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Executors;

/// <summary>Has the watcher look at once when a process of this host ends. It only saves waiting: the watch chain sees every end anyway.</summary>
internal sealed class ExitNudges(ProcessExecutor executor, Nudges nudges, LookRequests looks, ILogger<ExitNudges> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        executor.Exited += OnExited;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
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
            Log.ExitNotTold(logger, fault, attemptKey);
        }
    }
}
