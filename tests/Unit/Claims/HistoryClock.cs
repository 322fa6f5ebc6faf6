namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>The clock of a history. It moves when a step moves it; delays end when the scheduler says so.</summary>
internal sealed class HistoryClock(Scheduler scheduler, DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && !scheduler.TryTime(() => callback(state)))
            throw new InvalidOperationException("Nothing waits for time outside of a history.");
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
