using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;

namespace LaunchAgent.Functions.Queues;

/// <summary>Reads run queues for people.</summary>
public sealed class QueueQueries(QueueCatalog queues, QueueRows rows, AgentOptions agent, ExecutorCatalog executors, TimeProvider time)
{
    /// <summary>A queue; null when there is none of that name.</summary>
    public async Task<QueueView?> FindAsync(string queue, CancellationToken cancellationToken)
    {
        if (await queues.FindAsync(queue, cancellationToken) is not { } header)
            return null;

        var slots = rows.SlotsAsync(queue, cancellationToken);
        var due = rows.DueAsync(queue, cancellationToken);
        var future = rows.FutureAsync(queue, cancellationToken);

        // What other agents have is theirs to know.
        var isReady = !agent.Serves(queue) || executors.TryGet(header.Config.Executor, out _);
        return QueueViews.Of(header, await slots, await due, await future, isReady, time.GetUtcNow());
    }

    /// <summary>All queues, by name.</summary>
    public async Task<IReadOnlyList<QueueView>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await queues.ListAsync(cancellationToken);
        var found = await Task.WhenAll(names.Order(StringComparer.Ordinal).Select(name => FindAsync(name, cancellationToken)));
        return [.. found.OfType<QueueView>()];
    }
}
