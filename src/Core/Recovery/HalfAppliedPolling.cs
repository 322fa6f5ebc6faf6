using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Recovery;

/// <summary>Somebody told this agent to stop or resume polling; the host that wrote it down died before all headers said so.</summary>
public sealed class HalfAppliedPolling(AgentDirectory agents, AgentPolling polling, AgentOptions self) : IAgentRepair
{
    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(self.Name, cancellationToken) is { IsWishDone: false })
            await polling.ApplyAsync(self.Name, cancellationToken);
    }
}
