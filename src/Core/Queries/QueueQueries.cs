using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Queries;

/// <summary>Reads run queues for people.</summary>
public sealed class QueueQueries(
    QueueCatalog queues, QueueReader rows, AgentDirectory agents, AgentOptions self, ExecutorCatalog executors, TimeProvider time)
{
    /// <summary>A queue; null when there is none of that name.</summary>
    public async Task<QueueView?> FindAsync(string queue, CancellationToken cancellationToken) =>
        await FindAsync(queue, await agents.ListAsync(cancellationToken), cancellationToken);

    /// <summary>All queues, by name.</summary>
    public async Task<IReadOnlyList<QueueView>> ListAsync(CancellationToken cancellationToken)
    {
        var known = await agents.ListAsync(cancellationToken);
        var names = await queues.ListAsync(cancellationToken);
        var found = await Task.WhenAll(names.Order(StringComparer.Ordinal).Select(name => FindAsync(name, known, cancellationToken)));
        return [.. found.OfType<QueueView>()];
    }

    private async Task<QueueView?> FindAsync(string queue, IReadOnlyList<AgentRow> known, CancellationToken cancellationToken)
    {
        if (await queues.FindAsync(queue, cancellationToken) is not { } header)
            return null;

        var slots = rows.SlotsAsync(queue, cancellationToken);
        var due = rows.DueAsync(queue, cancellationToken);
        var future = rows.FutureAsync(queue, cancellationToken);
        var oldest = rows.OldestDueAsync(queue, await due, cancellationToken);
        return QueueViews.Of(header, await slots, await due, await future, await oldest, IsReady(header, known), time.GetUtcNow());
    }

    // Which executors other agents have is theirs to know.
    private bool IsReady(QueueHeader header, IReadOnlyList<AgentRow> known) =>
        known.Any(agent => agent.Queues.Contains(header.Queue, StringComparer.Ordinal)
            && !agent.Stopped && !header.StoppedAgents.Contains(agent.Name, StringComparer.Ordinal) && !agents.IsSilent(agent))
        && (!self.Serves(header.Queue) || executors.TryGet(header.Config.Executor, out _));
}
