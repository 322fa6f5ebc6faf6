using System.Text.RegularExpressions;

namespace LaunchAgent.LocalHost.Settings;

/// <summary><c>%NAME%</c> in host.json and in bindings stands for a setting.</summary>
internal static partial class Placeholders
{
    /// <param name="text">The text with placeholders.</param>
    /// <param name="settings">Where their values are.</param>
    /// <param name="whose">Who needs them, for the sentence about one that is missing.</param>
    public static string Fill(string text, IConfiguration settings, Func<string> whose) =>
        Placeholder().Replace(text, match =>
            settings[match.Groups[1].Value] ?? throw new HostException(
                $"The setting {match.Groups[1].Value} is missing: {whose()} needs it. {AppFolder.WhereToSet}"));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
