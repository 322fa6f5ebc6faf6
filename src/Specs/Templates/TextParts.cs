using System.Text.RegularExpressions;

namespace LaunchAgent.Specs.Templates;

/// <summary>Finds macros and template variables in a text. Each text is read once, from the left: what is put in is never read again.</summary>
public static partial class TextParts
{
    /// <summary>The parts of a text. <c>$${</c> is the text <c>${</c>; every other <c>${</c> begins a macro, also one that is never closed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasVariables">Whether <c>{{name}}</c> is a template variable here; else it is text.</param>
    public static IReadOnlyList<TextPart> Split(string text, bool hasVariables)
    {
        if (!text.Contains("${", StringComparison.Ordinal) && !(hasVariables && text.Contains("{{", StringComparison.Ordinal)))
        {
            return [new TextPart(TextPartKind.Literal, text, 1)];
        }

        var parts = new List<TextPart>();
        var end = 0;
        foreach (Match match in (hasVariables ? MacroOrVariable() : Macro()).Matches(text))
        {
            if (match.Index > end)
            {
                parts.Add(new TextPart(TextPartKind.Literal, text[end..match.Index], end + 1));
            }

            parts.Add(PartOf(match));
            end = match.Index + match.Length;
        }

        if (end < text.Length || parts.Count == 0)
        {
            parts.Add(new TextPart(TextPartKind.Literal, text[end..], end + 1));
        }

        return parts;
    }

    private static TextPart PartOf(Match match) =>
        match.Groups["variable"] is { Success: true } variable ? new TextPart(TextPartKind.Variable, variable.Value.Trim(), match.Index + 1)
        : match.Groups["macro"] is { Success: true } macro ? new TextPart(TextPartKind.Macro, match.Value.EndsWith('}') ? macro.Value : "", match.Index + 1)
        : new TextPart(TextPartKind.Literal, "${", match.Index + 1);

    [GeneratedRegex(@"\$\$\{|\$\{(?<macro>[^}]*)\}?", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();

    [GeneratedRegex(@"\$\$\{|\$\{(?<macro>[^}]*)\}?|\{\{(?<variable>[^{}]*)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex MacroOrVariable();
}
