using Azure;
using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// Tells agents to stop polling, and to resume. What is wanted stands in the agent's row; what holds a claim off stands in the header of each of
/// its queues, so that it beats a claim in flight. A stopped agent goes on with what it has claimed.
/// </summary>
public sealed class AgentPolling(
    LaunchTables tables, AgentDirectory agents, QueueCatalog queues, AgentOptions self, WakeupQueue wakeups, AgentNotifier others, OperationIds operations)
{
    // Claims change headers all the time; each try is won by somebody.
    private const int Tries = 50;

    /// <summary>Stops or resumes an agent. Returns it as it is then; null when no agent of that name was ever heard. Safe to repeat.</summary>
    /// <exception cref="TimeoutException">A header changed under every try; what is wanted is recorded, and the agent's healing goes on.</exception>
    public async Task<AgentRow?> SetAsync(string name, bool stopped, CancellationToken cancellationToken)
    {
        var wish = AgentRow.ToWish(name, stopped, operations.Next());
        var committed = await tables.Directory.CommitAsync(
            [new TableTransactionAction(TableTransactionActionType.UpdateMerge, wish, ETag.All)], cancellationToken);
        if (!committed.IsCommitted)
            return null;

        var agent = await ApplyAsync(name, cancellationToken);
        if (agent is { Stopped: false })
            await WakeupAsync(agent, cancellationToken);
        return agent;
    }

    /// <summary>Has the headers say what is wanted of an agent, whoever wanted it. Returns the agent; null when there is none.</summary>
    public async Task<AgentRow?> ApplyAsync(string name, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await agents.FindAsync(name, cancellationToken) is not { } agent)
                return null;

            foreach (var queue in agent.Queues)
                await WriteAsync(queue, name, agent.Stopped, cancellationToken);

            // Somebody may have wanted the opposite meanwhile, and have been overtaken by what was written here.
            if ((await agents.FindAsync(name, cancellationToken))?.Wish != agent.Wish)
                continue;
            if (!agent.IsWishDone)
                await tables.Directory.CommitAsync([new(TableTransactionActionType.UpdateMerge, agent.ToWishDone(), ETag.All)], cancellationToken);
            return agent;
        }

        throw new TimeoutException($"What is wanted of agent '{name}' changed {Tries} times in a row.");
    }

    private async Task WriteAsync(string queue, string name, bool stopped, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await queues.FindAsync(queue, cancellationToken) is not { } header
                || header.StoppedAgents.Contains(name, StringComparer.Ordinal) == stopped)
                return;

            IReadOnlyList<string> names = stopped ? [.. header.StoppedAgents, name] : [.. header.StoppedAgents.Where(other => other != name)];
            if ((await tables.Launches.CommitAsync([header.StopAgents(names)], cancellationToken)).IsCommitted)
                return;
        }

        throw new TimeoutException($"The header of queue '{queue}' changed under {Tries} tries in a row.");
    }

    private Task WakeupAsync(AgentRow agent, CancellationToken cancellationToken) => agent.Name == self.Name
        ? wakeups.SendAsync(new Wakeup(WakeupKind.Poke), TimeSpan.Zero, cancellationToken)
        : others.SendAsync(agent.Name, new Wakeup(WakeupKind.Poke), cancellationToken);
}
