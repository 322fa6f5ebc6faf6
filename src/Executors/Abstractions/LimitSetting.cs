using System.Globalization;

namespace LaunchAgent.Executors.Abstractions;

/// <summary>Settings that limit how many of something there may be at once.</summary>
public static class LimitSetting
{
    /// <summary>No limit; what a setting that is not given means.</summary>
    public const int Unlimited = -1;

    /// <summary>Reads a limit: -1 is none, 0 allows nothing.</summary>
    /// <param name="name">The setting's name, for the error.</param>
    /// <param name="text">Its value; null or empty when it is not set.</param>
    /// <exception cref="InvalidOperationException">The value is not a whole number from -1 on; the message names the setting.</exception>
    public static int Parse(string name, string? text) => text switch
    {
        null or "" => Unlimited,
        _ when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit) && limit >= Unlimited => limit,
        _ => throw new InvalidOperationException($"The setting {name} is '{text}'; it takes a whole number: -1 for no limit, 0 for nothing at all, or the most at once."),
    };
}
