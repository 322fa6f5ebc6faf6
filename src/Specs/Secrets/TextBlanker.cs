using System.Text.RegularExpressions;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Secrets;

/// <summary>Finds secrets in plain text by how they are written.</summary>
internal static partial class TextBlanker
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex[] Forms =
    [
        // name=value, "name": "value", name: value, also inside a quoted JSON text.
        new(SecretNames.BlankedPattern + @"[\w.-]*[\\""']*\s*(?:=>?|:)\s*(?:\\*""(?<secret>(?:[^""\\\n]|\\[^""])*)|'(?<secret>[^'\n]*)|(?<secret>[^\s""',;&}\]][^""',;&}\]\n]*))", Linear),
        new(@"sharedaccesssignature[ =]+(?<secret>[^;\s""']+)", Linear),
        new(@"(?:sharedaccesskey|[?&;]sig)=(?<secret>[^;&\s""']+)", Linear),
        new(@"bearer\s+(?<secret>[A-Za-z0-9._~+/=-]+)", Linear),
        new(@"://(?<secret>[^/\s:@""']*:[^/\s@""']+)@", Linear),
        new(@"(?<secret>\b(?:hf_|sk-|ghp_|gho_|github_pat_|xox[abprs]-)[A-Za-z0-9_-]{16,}|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)", Linear),
    ];

    // Broken base64 of a spec hides whatever the spec held.
    private static readonly Regex Opaque = new(@"(?<secret>[A-Za-z0-9+/_-]{40,}={0,2})", Linear);

    /// <summary>For the text inside a JSON value.</summary>
    public static string Blank(string text) => Forms.Aggregate(text, Apply);

    /// <summary>For text that is not JSON, so that nothing is known of where its values begin and end.</summary>
    public static string BlankUnreadable(string text) => Apply(Blank(text), Opaque);

    private static string Apply(string text, Regex form) => form.IsMatch(text) ? form.Replace(text, Hide) : text;

    private static string Hide(Match match)
    {
        var secret = match.Groups["secret"];
        if (secret.Length == 0 || secret.Value == SecretBlanker.Mask || TextRules.SecretReference.Matches(secret.Value))
        {
            return match.Value;
        }

        var start = secret.Index - match.Index;
        return string.Concat(match.ValueSpan[..start], SecretBlanker.Mask, match.ValueSpan[(start + secret.Length)..]);
    }
}
