using FunctionsEmulator.Discovery;
using FunctionsEmulator.Faults;
using FunctionsEmulator.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Timers;

/// <summary>Runs one timer function, never twice at once: a run that lasts too long delays the next.</summary>
/// <param name="function">The function.</param>
/// <param name="schedule">When it runs.</param>
/// <param name="monitor">Where its last run is kept; null when nobody keeps it.</param>
/// <param name="runner">Runs it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
internal sealed class TimerListener(
    FunctionEntry function, TimerSchedule schedule, TimerMonitor? monitor, FunctionRunner runner, TimeProvider time, ILogger logger)
{
    // A delay of the runtime has an upper limit; longer waits are made of several.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Start() => _running = Task.Run(RunAsync);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        FaultScope.Current = FaultScope.Listener;
        try
        {
            var kept = monitor is null ? null : await monitor.ReadAsync(function.EntryPoint, _stop.Token);
            var (status, isPastDue) = TimerStart.Decide(kept, schedule, Now);
            if (monitor is not null && status != kept)
                await monitor.WriteAsync(function.EntryPoint, status, _stop.Token);

            if (isPastDue || ((TimerTriggerAttribute)function.Trigger).RunOnStartup)
                status = await InvokeAsync(status, isPastDue);
            while (true)
            {
                await WaitUntilAsync(status.Next);
                status = await InvokeAsync(status, isPastDue: false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception)
        {
            Log.TimerEnded(logger, function.Name, exception);
        }
    }

    // Never early, so that no tick comes twice.
    private async Task WaitUntilAsync(DateTime next)
    {
        while (next - Now is var left && left > TimeSpan.Zero)
            await Task.Delay(left < LongestWait ? left : LongestWait, time, _stop.Token);
        _stop.Token.ThrowIfCancellationRequested();
    }

    private async Task<ScheduleStatus> InvokeAsync(ScheduleStatus status, bool isPastDue)
    {
        var started = Now;
        try
        {
            var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = monitor is null ? null : status };
            await runner.RunAsync(new FunctionInvocation(function, info, _stop.Token));
        }
        catch (Exception)
        {
            // The runner has logged it; a failed run is not made up for.
        }

        var next = new ScheduleStatus { Last = started, Next = schedule.Next(started), LastUpdated = started };
        if (monitor is not null)
            await monitor.WriteAsync(function.EntryPoint, next, CancellationToken.None);
        return next;
    }
}
