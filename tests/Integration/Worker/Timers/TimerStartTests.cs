using FunctionsEmulator.Timers;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Integration.Worker.Timers;

/// <summary>Seen in azure-webjobs-sdk-extensions, ScheduleMonitor.CheckPastDueAsync and TimerSchedule.</summary>
public sealed class TimerStartTests
{
    private static readonly DateTime Now = new(2030, 1, 1, 10, 2, 0, DateTimeKind.Utc);
    private readonly TimerSchedule _schedule = TimerSchedule.TryParse("0 */5 * * * *")!;

    [Fact]
    public void Decide_NothingKept_WaitsForTheNext()
    {
        var (status, isPastDue) = TimerStart.Decide(null, _schedule, Now);

        Assert.False(isPastDue);
        Assert.Equal(Now.AddMinutes(3), status.Next);
    }

    [Theory]
    [InlineData(-10, true)]
    [InlineData(-1, false)]
    public void Decide_LastRunKept_KnowsWhetherOneWasMissed(int lastMinutes, bool expected)
    {
        var last = Now.AddMinutes(lastMinutes);
        var kept = new ScheduleStatus { Last = last, Next = _schedule.Next(last), LastUpdated = last };

        var (status, isPastDue) = TimerStart.Decide(kept, _schedule, Now);

        Assert.Equal(expected, isPastDue);
        Assert.Same(kept, status);
    }

    [Fact]
    public void Decide_ScheduleChangedSince_MissesNothing()
    {
        var last = Now.AddHours(-2);
        var kept = new ScheduleStatus { Last = last, Next = last.AddHours(1), LastUpdated = last };

        var (status, isPastDue) = TimerStart.Decide(kept, _schedule, Now);

        Assert.False(isPastDue);
        Assert.Equal(Now.AddMinutes(3), status.Next);
        Assert.Equal(default, status.Last);
    }

    [Theory]
    [InlineData("0 */5 * * * *", true)]
    [InlineData("*/5 * * * *", true)]
    [InlineData("00:05:00", true)]
    [InlineData("*/5", false)]
    [InlineData("soon", false)]
    [InlineData("00:00:00", false)]
    public void TryParse_Expression_IsCronOrTimeSpan(string expression, bool expected) =>
        Assert.Equal(expected, TimerSchedule.TryParse(expression) is not null);
}
