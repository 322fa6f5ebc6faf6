using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Core;

/// <summary>How long healing waits before it takes something for lost. Healing too early is harmless and costs storage calls; too late costs time.</summary>
/// <param name="ClaimSettle">How old a claim is before its orchestration is looked for; setting <c>LAUNCH_CLAIM_SETTLE_SECONDS</c>, default 30, 1 to 3600.</param>
/// <param name="MonitorPatience">How late a link of the monitor loop may be; setting <c>LAUNCH_MONITOR_PATIENCE_SECONDS</c>, default 60, 1 to 3600.</param>
/// <param name="Silence">After how long without a heartbeat an agent is taken for gone; setting <c>LAUNCH_AGENT_SILENCE_SECONDS</c>, default 90, three beats, 1 to 3600.</param>
public sealed record ReconcileOptions(TimeSpan ClaimSettle, TimeSpan MonitorPatience, TimeSpan Silence)
{
    private const int Longest = 3600;

    /// <summary>What holds when nothing is set.</summary>
    public static readonly ReconcileOptions Default = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is not a number of seconds in its range; the message names it.</exception>
    public static ReconcileOptions From(IConfiguration settings) => new(
        Seconds(settings, "LAUNCH_CLAIM_SETTLE_SECONDS", Default.ClaimSettle),
        Seconds(settings, "LAUNCH_MONITOR_PATIENCE_SECONDS", Default.MonitorPatience),
        Seconds(settings, "LAUNCH_AGENT_SILENCE_SECONDS", Default.Silence));

    private static TimeSpan Seconds(IConfiguration settings, string name, TimeSpan absent) => settings[name] switch
    {
        null or "" => absent,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= Longest =>
            TimeSpan.FromSeconds(seconds),
        var text => throw new InvalidOperationException($"The setting {name} is '{text}'; it takes whole seconds from 1 to {Longest}."),
    };
}
