using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;

namespace LaunchAgent.Functions.Queues;

/// <summary>Has all agents look for work now, instead of at their next nudge or timer. Pokes in quick succession are one.</summary>
public sealed class Pokes(QueueCatalog queues, AgentOptions agent, AgentDirectory agents, OtherAgents others, Nudges nudges, TimeProvider time)
{
    private readonly NudgeBurst _burst = new(time);

    /// <summary>Nudges those who serve each queue. Returns the queues that somebody serves.</summary>
    public async Task<IReadOnlyList<string>> PokeAsync(CancellationToken cancellationToken)
    {
        var nudged = new List<string>();
        var live = (await agents.ListAsync(cancellationToken)).Where(other => other.Name != agent.Name && !agents.IsSilent(other)).ToArray();
        foreach (var queue in (await queues.ListAsync(cancellationToken)).Order(StringComparer.Ordinal))
        {
            var isOthers = live.Any(other => other.Queues.Contains(queue, StringComparer.Ordinal));
            if (isOthers)
                await others.DispatchAsync(queue, cancellationToken);
            if (agent.Serves(queue))
                await NudgeSelfAsync(queue, cancellationToken);
            if (isOthers || agent.Serves(queue))
                nudged.Add(queue);
        }

        return nudged;
    }

    private async Task NudgeSelfAsync(string queue, CancellationToken cancellationToken)
    {
        if (_burst.Next(queue) is not { } delay)
            return;

        try
        {
            await nudges.DispatchLaterAsync(queue, delay, cancellationToken);
        }
        catch
        {
            _burst.Forget(queue);
            throw;
        }
    }
}
