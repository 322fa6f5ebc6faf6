using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>From text to a JSON document, with every way this can fail as a problem.</summary>
internal static partial class SpecText
{
    /// <summary>Stands where half a surrogate pair stood: System.Text.Json throws on those, each time they are read.</summary>
    public const char NotText = '\uFFFF';

    public static JsonDocument? Read(string? text, ProblemList problems)
    {
        text = (text ?? "").TrimStart('\uFEFF');
        if (Encoding.UTF8.GetByteCount(text) > SpecLimits.Bytes)
        {
            problems.Add("", ProblemCodes.TooLarge, $"A spec takes at most {SpecLimits.Bytes} bytes. Put large data into storage and pass its address.");
            return null;
        }

        text = ReplaceHalfPairs(text);
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = SpecLimits.Depth });
        }
        catch (JsonException ex)
        {
            Explain(text, ex, problems);
            return null;
        }
    }

    public static string ReplaceHalfPairs(string text)
    {
        if (text.Contains("\\u", StringComparison.Ordinal))
        {
            text = Escape().Replace(text, match => match.Groups["half"].Success ? "\\uFFFF" : match.Value);
        }

        return text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : ReplaceRawHalves(text);
    }

    private static string ReplaceRawHalves(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                result.Append(text[i]).Append(text[++i]);
            }
            else
            {
                result.Append(char.IsSurrogate(text[i]) ? NotText : text[i]);
            }
        }

        return result.ToString();
    }

    private static void Explain(string text, JsonException ex, ProblemList problems)
    {
        if (IsTooDeep(text))
        {
            problems.Add("", ProblemCodes.TooDeep, $"A spec is nested at most {SpecLimits.Depth} levels deep.");
            return;
        }

        // The exception's own message quotes the text, which may hold a secret.
        problems.Add("", ProblemCodes.InvalidJson, text.AsSpan().Trim().IsEmpty
            ? "The text is empty. Send a launch spec: a JSON object."
            : $"The text is not JSON: look at line {ex.LineNumber + 1}, byte {ex.BytePositionInLine + 1}.");
    }

    private static bool IsTooDeep(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                // A container's own depth is that of its parent.
                if (reader.CurrentDepth >= SpecLimits.Depth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    // Takes escapes one by one from the left, so that \\ud800 (a backslash, then text) is left alone.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
