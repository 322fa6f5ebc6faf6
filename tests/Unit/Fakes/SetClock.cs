using Microsoft.Extensions.Time.Testing;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A clock that stands until the test moves it; what waits for a time then is woken.</summary>
internal sealed class SetClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    /// <summary>The time. It may be set back, which wakes nobody.</summary>
    public DateTimeOffset Now
    {
        get => GetUtcNow();
        set
        {
            if (value < Now)
                AdjustTime(value);
            else
                SetUtcNow(value);
        }
    }

    /// <summary>
    /// When it is set, delays pass at once: the clock jumps to their end, and then this is called with their length. For code that waits again
    /// and again: <see cref="FakeTimeProvider"/> has nothing that tells a test when it does.
    /// </summary>
    public Action<TimeSpan>? OnDelay { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (OnDelay is not { } onDelay)
            return base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            Advance(dueTime);
            onDelay(dueTime);
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
