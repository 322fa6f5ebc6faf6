namespace LaunchAgent.Core.Wakeups;

/// <summary>How long the attempt monitor rests: young attempts are looked at often, old ones less.</summary>
public static class MonitorInterval
{
    /// <summary>The shortest rest; queue delays are whole seconds.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The longest rest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The rest while the youngest claim is of this age: a tenth of the age, within the bounds.</summary>
    public static TimeSpan After(TimeSpan age) => Clamp(TimeSpan.FromSeconds(Math.Round(age.TotalSeconds / 10)));

    private static TimeSpan Clamp(TimeSpan rest) => rest < Shortest ? Shortest : rest > Longest ? Longest : rest;
}
