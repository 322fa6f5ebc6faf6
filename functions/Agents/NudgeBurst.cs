using System.Collections.Concurrent;

namespace LaunchAgent.Functions.Agents;

/// <summary>Makes of many nudges about a run queue few: one at the beginning of a burst and one behind its end see all that happened in it.</summary>
public sealed class NudgeBurst(TimeProvider time)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    // Per run queue: when the last nudge about it is, or was, seen.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seenAt = new(StringComparer.Ordinal);

    /// <summary>The delay of the nudge to send now; null when one that is on its way will do.</summary>
    public TimeSpan? Next(string queue)
    {
        var now = time.GetUtcNow();
        var last = _seenAt.GetValueOrDefault(queue);
        if (last > now)
            return null;

        var delay = now - last < Burst ? Burst : TimeSpan.Zero;
        _seenAt[queue] = now + delay;
        return delay;
    }

    /// <summary>The nudge could not be sent: the next one is the first of its burst.</summary>
    public void Forget(string queue) => _seenAt.TryRemove(queue, out _);
}
