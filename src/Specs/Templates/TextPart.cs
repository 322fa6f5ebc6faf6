namespace LaunchAgent.Specs.Templates;

/// <summary>A part of a text that may hold macros and template variables.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The text, or the name between the braces, whatever somebody wrote there; of a macro that is never closed, nothing.</param>
/// <param name="Position">Where it begins, in characters from 1.</param>
public readonly record struct TextPart(TextPartKind Kind, string Value, int Position);
