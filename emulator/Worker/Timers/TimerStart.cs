using Microsoft.Azure.Functions.Worker;

namespace FunctionsEmulator.Timers;

/// <summary>Where a timer stands when its host starts.</summary>
internal static class TimerStart
{
    /// <summary>The status to go on from, and whether a run was missed.</summary>
    public static (ScheduleStatus Status, bool IsPastDue) Decide(ScheduleStatus? kept, TimerSchedule schedule, DateTime now)
    {
        if (kept is null)
            return (new ScheduleStatus { Next = schedule.Next(now), LastUpdated = now }, false);

        var since = kept.Last != default ? kept.Last : kept.LastUpdated != default ? kept.LastUpdated : now;
        var expected = schedule.Next(since);
        if (kept.Next == expected)
            return (kept, now > kept.Next);

        // The schedule was changed in between; what the old one missed is of no interest.
        if (now > expected)
            (expected, since) = (schedule.Next(now), now);
        return (new ScheduleStatus { Next = expected, LastUpdated = since }, now > expected);
    }
}
