using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>Finds macros that there are not. Neither they nor what is around them is quoted: it may be a secret.</summary>
public sealed class MacroRules(MacroSettings settings)
{
    /// <summary>The code for a macro that there is not.</summary>
    public const string UnknownMacro = "unknown_macro";

    private const string Escape = "For the text ${ write $${.";

    private readonly IReadOnlyList<string> _allowed =
        [.. Macros.Names.Concat(settings.Names.Select(name => Macros.SettingPrefix + name)).Select(name => $"${{{name}}}")];

    /// <summary>Problems of the texts of a list.</summary>
    public IEnumerable<Problem> In(IReadOnlyList<string>? texts, string pointer) =>
        (texts ?? []).SelectMany((text, index) => In(text, JsonPointer.Append(pointer, index), hasVariables: false));

    /// <summary>Problems of the texts of an object.</summary>
    public IEnumerable<Problem> In(IReadOnlyDictionary<string, string>? texts, string pointer) =>
        (texts ?? new Dictionary<string, string>()).SelectMany(text => In(text.Value, JsonPointer.Append(pointer, text.Key), hasVariables: false));

    /// <summary>Problems of the texts inside a JSON value, names of members included: there a macro would stay as it is.</summary>
    /// <param name="value">The value; null is none.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="hasVariables">Whether it is a template, with variables of its own.</param>
    public IEnumerable<Problem> In(JsonElement? value, string pointer, bool hasVariables) =>
        (value is { } given ? JsonStrings.In(given, pointer) : []).SelectMany(text => text.IsName ? InName(text.Text, text.Pointer) : In(text.Text, text.Pointer, hasVariables));

    private static IEnumerable<Problem> InName(string name, string pointer) =>
        name.Contains("${", StringComparison.Ordinal)
            ? [new Problem(pointer, ProblemCodes.InvalidFormat, "Macros are filled in values, not in the names of members. Write the name out.")]
            : [];

    private IEnumerable<Problem> In(string text, string pointer, bool hasVariables) => TextParts.Split(text, hasVariables)
        .Where(part => part.Kind == TextPartKind.Macro)
        .Select(macro => ProblemOf(macro, pointer))
        .OfType<Problem>()
        .Take(1);

    private Problem? ProblemOf(TextPart macro, string pointer)
    {
        if (Macros.Names.Contains(macro.Value, StringComparer.Ordinal))
            return null;
        if (!macro.Value.StartsWith(Macros.SettingPrefix, StringComparison.Ordinal))
            return new Problem(pointer, UnknownMacro, $"There is no such macro as the one at character {macro.Position}. {Escape}", _allowed);

        var name = macro.Value[Macros.SettingPrefix.Length..];
        return !settings.Names.Contains(name, StringComparer.Ordinal)
            ? new Problem(pointer, UnknownMacro, $"The macro at character {macro.Position} names a setting that launches may not read: it is not on the list {MacroSettings.Setting}. {Escape}", _allowed)
            : settings.Values.ContainsKey(name) ? null
            : new Problem(pointer, UnknownMacro, $"The setting '{name}' may be read, and has no value here. Have it set on this agent.", _allowed);
    }
}
