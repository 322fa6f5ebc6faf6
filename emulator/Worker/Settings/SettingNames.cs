using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Settings;

/// <summary>Replaces <c>%Name%</c> in queue names, schedules, routes and the hub name.</summary>
internal static partial class SettingNames
{
    /// <summary>The text with every name replaced; a name without a setting is added to the problems.</summary>
    public static string Resolve(string text, IConfiguration configuration, string usedBy, ICollection<string> problems) =>
        Name().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            if (configuration[name] is { Length: > 0 } value)
                return value;
            problems.Add($"{usedBy}: the setting '{name}' of '{text}' is not set.");
            return match.Value;
        });

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Name();
}
