using LaunchAgent.Core.Agents;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// The run queues that this agent looks after: those it serves, and those that it serves no more but still holds claims of. It beats, so
/// nobody takes these claims over; left alone they would run for ever.
/// </summary>
public sealed class WatchedQueues(AgentOptions agent, QueueCatalog queues, QueueReader rows, TimeProvider time)
{
    // Settings change with a restart, so the first search finds what there is; later ones only forget what has ended.
    private static readonly TimeSpan BetweenSearches = TimeSpan.FromHours(1);

    private Search _last = new([], DateTimeOffset.MinValue);

    /// <summary>Their names. Now and then it searches all queues for claims of this agent.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (Volatile.Read(ref _last) is var last && last.At + BetweenSearches <= now)
            Volatile.Write(ref _last, last = new Search(await FindAsync(cancellationToken), now));
        return last.Unserved.Count == 0 ? agent.Queues : [.. agent.Queues, .. last.Unserved];
    }

    private async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        var held = new List<string>();
        foreach (var queue in (await queues.ListAsync(cancellationToken)).Where(queue => queue != QueueNames.Rejected && !agent.Serves(queue)))
        {
            if ((await rows.SlotsAsync(queue, cancellationToken)).Any(slot => slot.Agent == agent.Name))
                held.Add(queue);
        }

        return held;
    }

    private sealed record Search(IReadOnlyList<string> Unserved, DateTimeOffset At);
}
