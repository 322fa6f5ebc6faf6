namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A clock that stands until the test moves it.</summary>
internal sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    /// <summary>When it is set, delays pass at once: the clock jumps to their end, and then this is called with their length.</summary>
    public Action<TimeSpan>? OnDelay { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (OnDelay is not { } onDelay)
            return base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            Now += dueTime;
            onDelay(dueTime);
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
