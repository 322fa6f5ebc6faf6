using LaunchAgent.Core.Scheduling.Claims;

namespace LaunchAgent.Core.Scheduling.FairShare;

/// <summary>How the queues of an agent share a limit: by turns, and evenly when there is room for several.</summary>
public static class FairShareTurns
{
    /// <summary>Queues in the order of their turns: the one behind the last that took something is first.</summary>
    /// <param name="queues">The queues, in the order in which the agent names them.</param>
    /// <param name="last">The one that had the last turn; null, or a queue that is not served any more, lets the first begin.</param>
    public static IReadOnlyList<string> Order(IReadOnlyList<string> queues, string? last)
    {
        var first = last is null ? 0 : queues.TakeWhile(queue => queue != last).Count() + 1;
        return first >= queues.Count ? queues : [.. queues.Skip(first), .. queues.Take(first)];
    }

    /// <summary>
    /// What a queue may take of a limit's room in one claim. Each place goes to the queue that took least in this round, among equals to
    /// the first in turn, so that all that want some end up with as much.
    /// </summary>
    /// <param name="room">The limit's room.</param>
    /// <param name="open">The queues that may want some, in the order of their turns, the one that asks included.</param>
    /// <param name="takenBy">What each of them took in this round.</param>
    /// <param name="queue">The one that asks.</param>
    public static int Share(int room, IReadOnlyList<string> open, Func<string, int> takenBy, string queue)
    {
        var places = open.Select(takenBy).ToArray();
        var share = 0;
        for (; room > 0 && share < ClaimPlan.MaximumClaims; room--)
        {
            var next = Array.IndexOf(places, places.Min());
            places[next]++;
            share += open[next] == queue ? 1 : 0;
        }

        return share;
    }
}
