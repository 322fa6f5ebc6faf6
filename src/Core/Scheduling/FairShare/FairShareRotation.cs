using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.FairShare;

/// <summary>
/// One round over the queues of an agent that share limits. A queue that was asked for is looked at and takes no more than its
/// share; the others are looked at when there is room again, or when that share was not enough, and then all of them take turns.
/// </summary>
public sealed class FairShareRotation(AgentOptions agent, ClaimLimits limits, LimitTable limitTable, DispatchClaims claims)
{
    /// <summary>Claims all that the limits and the queues allow now.</summary>
    /// <param name="asked">The queues in which something changed.</param>
    /// <param name="isLimitFreed">Whether a limit has room again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(IReadOnlySet<string> asked, bool isLimitFreed, CancellationToken cancellationToken)
    {
        var view = new LimitSnapshot(limitTable);
        var leading = await view.GetAsync(limits.Shared[0], cancellationToken);

        // Queues that may have more to start, as far as this round knows, and what they took in it.
        var open = FairShareTurns.Order(agent.Queues, leading.LastQueue).ToList();
        var taken = new Dictionary<(string ConcurrencyLimit, string Queue), int>();
        var pass = isLimitFreed ? open.ToList() : open.FindAll(asked.Contains);
        for (var isShared = true; pass.Count > 0;)
        {
            var (before, held, isOfAll) = (taken.Values.Sum(), 0, pass.Count == open.Count);
            foreach (var queue in pass)
            {
                if (!asked.Contains(queue) && !await AnyRoomAsync(view, cancellationToken))
                    continue;

                var result = await claims.RunAsync(
                    queue, view, isShared ? limit => ShareOf(limit, open, taken, queue) : limit => limit.Room, cancellationToken);
                foreach (var (limit, _) in result.Held)
                    taken[(limit, queue)] = taken.GetValueOrDefault((limit, queue)) + 1;
                if (result.WantsMore)
                    held++;
                else
                    open.Remove(queue);
            }

            // Nobody of all moved although there was room: shares of different limits stood in each other's way, and the first may take all.
            isShared = taken.Values.Sum() > before || !isOfAll;
            pass = held > 0 ? [.. open] : [];
        }
    }

    private int ShareOf(LimitState limit, List<string> open, Dictionary<(string ConcurrencyLimit, string Queue), int> taken, string queue) => FairShareTurns.Share(
        limit.Room,
        [.. FairShareTurns.Order(agent.Queues, limit.LastQueue).Where(open.Contains)],
        other => taken.GetValueOrDefault((limit.ConcurrencyLimit.Key, other)),
        queue);

    // Whether another queue has anything to hope for. What no shared limit limits is dispatched when it arrives.
    private async Task<bool> AnyRoomAsync(LimitSnapshot view, CancellationToken cancellationToken)
    {
        foreach (var limit in limits.Shared)
        {
            if ((await view.GetAsync(limit, cancellationToken)).Room > 0)
                return true;
        }

        return false;
    }
}
