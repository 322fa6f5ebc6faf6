using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Delayed;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// The launch became due; its host died before it was released. <see cref="WaitingLaunches"/> claims it afterwards. Or it becomes due later, and nobody
/// was told when.
/// </summary>
public sealed class DueLaunches(DelayedLaunches future, DelayedDispatch chain, AgentOptions agent) : IQueueRepair
{
    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        if (await future.ReleaseAsync(scope.Queue, cancellationToken) is { } next && agent.Serves(scope.Queue))
            await chain.LookAtAsync(scope.Queue, next, cancellationToken);
    }
}
