using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Functions.Agents;

/// <summary>
/// Applies what is wanted of this agent's polling when it starts: its queues may be others than when that was asked for.
/// </summary>
public sealed class PollingAtStart(AgentPolling polling, AgentOptions self) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => polling.ApplyAsync(self.Name, cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
