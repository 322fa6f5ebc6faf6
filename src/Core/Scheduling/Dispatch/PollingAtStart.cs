using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>
/// Applies what is wanted of this agent's polling when it starts: its queues may be others than when that was asked for, and so may the number of passes
/// after which it stops.
/// </summary>
public sealed class PollingAtStart(AgentPolling polling, PollBudget budget, AgentOptions self) : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await budget.AdoptBoundAsync(cancellationToken);
        await budget.StopIfUsedUpAsync(cancellationToken);
        await polling.ApplyAsync(self.Name, cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
