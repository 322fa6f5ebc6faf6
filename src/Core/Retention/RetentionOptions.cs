using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Core.Retention;

/// <summary>How long what has ended is kept.</summary>
/// <param name="Keep">Setting <c>LAUNCH_RETENTION_DAYS</c>, default 30, up to 3650; null (0) is for ever.</param>
public sealed record RetentionOptions(TimeSpan? Keep)
{
    private const string Setting = "LAUNCH_RETENTION_DAYS";
    private const int Usual = 30;
    private const int Longest = 3650;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="InvalidOperationException">It is not a number of days in its range; the message names it.</exception>
    public static RetentionOptions From(IConfiguration settings) => settings[Setting] switch
    {
        null or "" => new(TimeSpan.FromDays(Usual)),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= Longest =>
            new(days == 0 ? null : TimeSpan.FromDays(days)),
        var text => throw new InvalidOperationException($"The setting {Setting} is '{text}'; it takes whole days up to {Longest}, or 0 to keep everything for ever."),
    };
}
