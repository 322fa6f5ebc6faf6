using LaunchAgent.Specs.Secrets;
using LaunchAgent.Specs.Templates;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>The app settings that launches may read with <c>${setting:NAME}</c>: those on a list, and no others.</summary>
public sealed class MacroSettings
{
    /// <summary>The setting with their names, separated by commas.</summary>
    public const string Setting = "LAUNCH_MACRO_SETTINGS";

    // Everything the app keeps its storage's and its host's keys in, and where secrets of attempts belong.
    private static readonly string[] Forbidden = ["AzureWebJobs", "WEBSITE_", "APPLICATIONINSIGHTS_", "LAUNCH_AGENT_ENV"];

    private MacroSettings(IReadOnlyList<string> names, IReadOnlyDictionary<string, string> values)
    {
        Names = names;
        Values = values;
    }

    /// <summary>No setting at all.</summary>
    public static MacroSettings None { get; } = new([], new Dictionary<string, string>());

    /// <summary>The names on the list, in its order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The values of those that have one here.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Reads the list and the settings on it.</summary>
    /// <exception cref="InvalidOperationException">The list names what no launch may see, or a value cannot be used; the message says which, and no value.</exception>
    public static MacroSettings From(IConfiguration settings)
    {
        string[] names = [.. (settings[Setting] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-'))
                throw new InvalidOperationException($"The setting {Setting} takes names of settings, separated by commas: letters, digits, '_', '.' and '-'.");
            if (SecretNames.IsBlanked(name) || Forbidden.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
                throw new InvalidOperationException($"The setting {Setting} names {name}, which may hold a secret: what it lists is stored and shown with every launch that reads it. Take it off the list.");
            if (settings[name] is not { } value)
                continue;
            if (value.Contains('\0') || value.Contains(AttemptMacro.Marker))
                throw new InvalidOperationException($"The setting {name}, which {Setting} lists, holds a character that no command can be given.");
            values[name] = value;
        }

        return new MacroSettings(names, values);
    }
}
