using FunctionsEmulator.Discovery;
using FunctionsEmulator.Invocation;
using FunctionsEmulator.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Timers;

/// <summary>One listener for every function with a timer trigger.</summary>
internal sealed class TimerListeners(
    IConfiguration app, StorageConnections storage, TimerMonitor monitor, FunctionRunner runner, TimeProvider time, ILogger<TimerListener> logger)
{
    private readonly List<TimerListener> _listeners = [];

    public void Prepare(IReadOnlyList<FunctionEntry> functions, ICollection<string> problems)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is not TimerTriggerAttribute trigger)
                continue;
            var found = problems.Count;
            var expression = SettingNames.Resolve(trigger.Schedule, app, function.ToString(), problems);
            if (problems.Count > found)
                continue;
            if (TimerSchedule.TryParse(expression) is not { } schedule)
            {
                problems.Add($"{function}: the schedule '{expression}' is neither a cron expression nor a TimeSpan.");
                continue;
            }

            var monitored = trigger.UseMonitor && !schedule.IsUnderAMinute(time.GetUtcNow().UtcDateTime);
            if (monitored)
                storage.Check(connection: null, function.ToString(), problems);
            _listeners.Add(new TimerListener(function, schedule, monitored ? monitor : null, runner, time, logger));
        }
    }

    public void Start() => _listeners.ForEach(l => l.Start());

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_listeners.Select(l => l.StopAsync(cancellationToken)));
}
