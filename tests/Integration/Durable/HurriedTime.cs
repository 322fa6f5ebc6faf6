namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>The system's clock, with timers that ring early: pauses that only spare a storage in trouble need not be sat out.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 50, period);
}
