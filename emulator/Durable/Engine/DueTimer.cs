namespace FunctionsEmulator.Durable;

/// <summary>Calls back once at a time, however far away.</summary>
internal sealed class DueTimer : IDisposable
{
    // What a timer takes at most is a little over 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly DateTimeOffset _due;
    private readonly TimeProvider _time;
    private readonly Action _fire;
    private readonly ITimer _timer;

    public DueTimer(DateTime due, TimeProvider time, Action fire)
    {
        _due = due;
        _time = time;
        _fire = fire;
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        OnTime();
    }

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        var rest = _due - _time.GetUtcNow();
        if (rest <= TimeSpan.Zero)
            _fire();
        else
            _timer.Change(rest < Longest ? RoundUp(rest) : Longest, Timeout.InfiniteTimeSpan);
    }

    // Timers count whole milliseconds; rounding down would call back too early, again and again.
    private static TimeSpan RoundUp(TimeSpan rest) => TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds));
}
