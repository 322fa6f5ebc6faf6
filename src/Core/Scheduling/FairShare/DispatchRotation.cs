using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.FairShare;

/// <summary>
/// One round over the queues of an agent that share limited caps. A queue that was asked for is looked at and takes no more than its
/// share; the others are looked at when there is room again, or when that share was not enough, and then all of them take turns.
/// </summary>
public sealed class DispatchRotation(AgentOptions agent, ClaimCaps caps, CapTable capTable, DispatchClaims claims)
{
    /// <summary>Claims all that the caps and the queues allow now.</summary>
    /// <param name="asked">The queues in which something changed.</param>
    /// <param name="isCapFreed">Whether a cap has room again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(IReadOnlySet<string> asked, bool isCapFreed, CancellationToken cancellationToken)
    {
        var view = new CapView(capTable);
        var leading = await view.GetAsync(caps.Shared[0], cancellationToken);

        // Queues that may have more to start, as far as this round knows, and what they took in it.
        var open = DispatchTurns.Order(agent.Queues, leading.LastQueue).ToList();
        var taken = new Dictionary<(string Cap, string Queue), int>();
        var pass = isCapFreed ? open.ToList() : open.FindAll(asked.Contains);
        for (var isShared = true; pass.Count > 0;)
        {
            var (before, held, isOfAll) = (taken.Values.Sum(), 0, pass.Count == open.Count);
            foreach (var queue in pass)
            {
                if (!asked.Contains(queue) && !await AnyRoomAsync(view, cancellationToken))
                    continue;

                var result = await claims.RunAsync(
                    queue, view, isShared ? cap => ShareOf(cap, open, taken, queue) : cap => cap.Room, cancellationToken);
                foreach (var (cap, _) in result.Held)
                    taken[(cap, queue)] = taken.GetValueOrDefault((cap, queue)) + 1;
                if (result.WantsMore)
                    held++;
                else
                    open.Remove(queue);
            }

            // Nobody of all moved although there was room: shares of different caps stood in each other's way, and the first may take all.
            isShared = taken.Values.Sum() > before || !isOfAll;
            pass = held > 0 ? [.. open] : [];
        }
    }

    private int ShareOf(CapState cap, List<string> open, Dictionary<(string Cap, string Queue), int> taken, string queue) => DispatchTurns.Share(
        cap.Room,
        [.. DispatchTurns.Order(agent.Queues, cap.LastQueue).Where(open.Contains)],
        other => taken.GetValueOrDefault((cap.Cap.Key, other)),
        queue);

    // Whether another queue has anything to hope for. What no shared cap limits is dispatched when it arrives.
    private async Task<bool> AnyRoomAsync(CapView view, CancellationToken cancellationToken)
    {
        foreach (var cap in caps.Shared)
        {
            if ((await view.GetAsync(cap, cancellationToken)).Room > 0)
                return true;
        }

        return false;
    }
}
