namespace LaunchAgent.Core.Agents;

/// <summary>Counts how often this process looked for something to claim. It is told with the heartbeat, so counting costs nothing.</summary>
public sealed class PollCount(TimeProvider time)
{
    private long _polls;
    private long _lastTicks;

    /// <summary>The number so far.</summary>
    public long Polls => Interlocked.Read(ref _polls);

    /// <summary>When it looked last; null before the first time.</summary>
    public DateTimeOffset? LastAt => Interlocked.Read(ref _lastTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Counts one.</summary>
    public void Add()
    {
        Interlocked.Increment(ref _polls);
        Interlocked.Exchange(ref _lastTicks, time.GetUtcNow().UtcTicks);
    }
}
