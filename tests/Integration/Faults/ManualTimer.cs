namespace LaunchAgent.Tests.Integration.Faults;

/// <summary>A clock with one timer, which fires when the test says so.</summary>
internal sealed class ManualTimer : TimeProvider, ITimer
{
    private readonly TaskCompletionSource<TimeSpan> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _fire;

    /// <summary>Ends with the time that was asked for.</summary>
    public Task<TimeSpan> Started => _started.Task;

    public void Fire() => _fire!();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _fire = () => callback(state);
        _started.TrySetResult(dueTime);
        return this;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period) => true;

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
