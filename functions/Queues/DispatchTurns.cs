namespace LaunchAgent.Functions.Queues;

/// <summary>How the queues of an agent share a cap: by turns, and evenly when there is room for several.</summary>
public static class DispatchTurns
{
    /// <summary>Queues in the order of their turns: the one behind the last that took something is first.</summary>
    /// <param name="queues">The queues, in the order in which the agent names them.</param>
    /// <param name="last">The one that had the last turn; null, or a queue that is not served any more, lets the first begin.</param>
    public static IReadOnlyList<string> Order(IReadOnlyList<string> queues, string? last)
    {
        var first = last is null ? 0 : queues.TakeWhile(queue => queue != last).Count() + 1;
        return first >= queues.Count ? queues : [.. queues.Skip(first), .. queues.Take(first)];
    }

    /// <summary>What a queue may take of a cap's room, so that those that may want some too get as much; what does not divide goes to the first in turn.</summary>
    /// <param name="room">The cap's room.</param>
    /// <param name="open">The queues that may want some, in the order of their turns, the one that asks included.</param>
    /// <param name="queue">The one that asks.</param>
    public static int Share(int room, IReadOnlyList<string> open, string queue)
    {
        var place = open.TakeWhile(other => other != queue).Count();
        return (room / open.Count) + (place < room % open.Count ? 1 : 0);
    }
}
