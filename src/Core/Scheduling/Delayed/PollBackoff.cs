namespace LaunchAgent.Core.Scheduling.Delayed;

/// <summary>
/// How long a queue is left alone while something waits in it for others to make room: 1, 2, 4, 8, … seconds up to a longest wait, with jitter, so that
/// agents that wait for the same thing do not all look at the same time. Whole seconds, as queues count their delays.
/// </summary>
public static class PollBackoff
{
    /// <summary>The jitter is up to this part of the wait, either way.</summary>
    public const double Jitter = 0.2;

    // Beyond it the longest wait is reached in any case.
    private const int LastStep = 30;

    /// <summary>The wait before the next look.</summary>
    /// <param name="step">How many looks found no change before.</param>
    /// <param name="longest">The longest wait before jitter.</param>
    /// <param name="fraction">What decides the jitter, from 0 to 1.</param>
    public static TimeSpan Delay(int step, TimeSpan longest, double fraction)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Clamp(step, 0, LastStep)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Max(1, Math.Round(seconds * (1 + (Jitter * ((2 * fraction) - 1))), MidpointRounding.AwayFromZero)));
    }

    /// <summary>The longest that <see cref="Delay"/> returns.</summary>
    public static TimeSpan Longest(TimeSpan longest) => Delay(LastStep, longest, fraction: 1);
}
