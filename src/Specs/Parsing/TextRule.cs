using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>What a text must be like.</summary>
/// <param name="MaxLength">Characters (code points).</param>
/// <param name="Pattern">A pattern that JSON schema understands as well; null = any.</param>
/// <param name="Hint">The pattern in words, after "Must be".</param>
internal sealed record TextRule(int MaxLength, string? Pattern = null, string? Hint = null)
{
    private readonly Regex? _pattern = Pattern is null ? null : new Regex(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Content may hold line ends, tabs and escape sequences (but no NUL, which ends a C string), and may be empty. A name may not.</summary>
    public bool IsContent { get; init; }

    public bool Matches(string text) => _pattern?.IsMatch(text) != false;

    public void Check(string text, string pointer, ProblemList problems)
    {
        if (text.Length > MaxLength && text.EnumerateRunes().Count() > MaxLength)
        {
            problems.Add(pointer, ProblemCodes.TooLong, $"At most {MaxLength} characters.");
            return;
        }

        if (IsContent ? text.Contains('\0') : text.Any(char.IsControl))
        {
            problems.Add(pointer, ProblemCodes.ControlCharacter, IsContent ? "NUL characters cannot be passed to a program. Remove them." : "Remove line ends, tabs and other control characters.");
        }
        else if (!Matches(text))
        {
            problems.Add(pointer, ProblemCodes.InvalidFormat, $"Must be {Hint}.");
        }
        else if (!IsContent && string.IsNullOrWhiteSpace(text))
        {
            problems.Add(pointer, ProblemCodes.InvalidFormat, "Must not be empty. Leave the field out instead.");
        }
    }
}
