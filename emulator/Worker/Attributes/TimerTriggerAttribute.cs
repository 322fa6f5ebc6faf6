using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule.</summary>
/// <param name="schedule">A cron expression of six fields, or of five, or a TimeSpan; <c>%setting%</c> is resolved at start. UTC.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule as written, unresolved.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the last run is remembered, so that a missed one is made up for; true by default, never for schedules under a minute.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts; false by default.</summary>
    public bool RunOnStartup { get; set; }
}
