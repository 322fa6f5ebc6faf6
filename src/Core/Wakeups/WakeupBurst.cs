using System.Collections.Concurrent;

namespace LaunchAgent.Core.Wakeups;

/// <summary>Makes of many wake-ups about one thing, such as a run queue, few: one at the beginning of a burst and one behind its end see all that happened in it.</summary>
public sealed class WakeupBurst(TimeProvider time)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    // When the last wake-up about each is, or was, seen.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seenAt = new(StringComparer.Ordinal);

    /// <summary>Has a wake-up sent with the delay that it is to have, or none when one that is on its way will do.</summary>
    public async Task SendAsync(string about, Func<TimeSpan, Task> sendAsync)
    {
        if (Next(about) is not { } delay)
            return;

        try
        {
            await sendAsync(delay);
        }
        catch
        {
            // The next one is the first of its burst.
            _seenAt.TryRemove(about, out _);
            throw;
        }
    }

    private TimeSpan? Next(string about)
    {
        var now = time.GetUtcNow();
        var last = _seenAt.GetValueOrDefault(about);
        if (last > now)
            return null;

        var delay = now - last < Burst ? Burst : TimeSpan.Zero;
        _seenAt[about] = now + delay;
        return delay;
    }
}
