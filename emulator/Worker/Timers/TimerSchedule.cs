using System.Globalization;
using NCrontab;

namespace FunctionsEmulator.Timers;

/// <summary>When a timer fires, in UTC: a cron expression or a fixed interval.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval)
    {
        _cron = cron;
        _interval = interval;
    }

    /// <summary>The schedule, or null when the expression is neither cron nor a TimeSpan.</summary>
    public static TimerSchedule? TryParse(string expression)
    {
        // Five fields are minutes and up, as in the real host.
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 }) is { } cron)
            return new TimerSchedule(cron, default);
        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval)
            : null;
    }

    /// <summary>The first time after this one.</summary>
    public DateTime Next(DateTime after) => _cron?.GetNextOccurrence(after) ?? after + _interval;

    /// <summary>Schedules under a minute are not monitored: nothing is worth making up for.</summary>
    public bool IsUnderAMinute(DateTime now) =>
        _cron is null ? _interval < TimeSpan.FromMinutes(1) : Next(Next(now)) - Next(now) < TimeSpan.FromMinutes(1);
}
