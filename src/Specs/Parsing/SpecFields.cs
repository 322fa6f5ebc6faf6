using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>The fields of a spec that need more than one rule, whatever they are called where they stand.</summary>
internal static partial class SpecFields
{
    public static Priority? Priority(ObjectReader reader, string name = "priority")
    {
        if (reader.Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            reader.WrongType(reader.At(name), "a text (critical, high, medium, low) or a number from 0 to 3", value);
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && WireName.TryParse<Priority>(value.GetString(), out var priority))
        {
            return priority;
        }

        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is 0 or 1 or 2 or 3)
        {
            return (Priority)(int)value.GetDouble();
        }

        reader.Problems.Add(reader.At(name), ProblemCodes.InvalidValue, "Must be critical, high, medium or low, or 0 (critical) to 3 (low).", WireName.All<Priority>());
        return null;
    }

    public static DateTimeOffset? Time(ObjectReader reader, string name)
    {
        if (reader.Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            reader.WrongType(reader.At(name), "a text", value);
            return null;
        }

        // A time without an offset would silently be the host's local time.
        if (HasOffset().IsMatch(value.GetString()!) && value.TryGetDateTimeOffset(out var time))
        {
            return time.ToUniversalTime();
        }

        reader.Problems.Add(reader.At(name), ProblemCodes.InvalidFormat, "Must be an ISO-8601 time with its offset, such as 2031-05-01T09:00:00Z or 2031-05-01T11:00:00+02:00.");
        return null;
    }

    public static string? Url(ObjectReader reader, string name)
    {
        var text = reader.Text(name, TextRules.Url);
        if (text is null || !TextRules.Url.Matches(text))
        {
            return text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.InvalidFormat, $"Must be {TextRules.Url.Hint}.");
        }
        else if (url.UserInfo.Length > 0)
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.SecretInSpec, "Specs are stored and shown: the address must not carry a user name or a password.");
        }

        return text;
    }

    public static string? Traceparent(ObjectReader reader, string name)
    {
        var text = reader.Text(name, TextRules.Traceparent);
        if (text is not null && TextRules.Traceparent.Matches(text) && (text.StartsWith("ff", StringComparison.Ordinal)
            || text.AsSpan(3, 32).IndexOfAnyExcept('0') < 0 || text.AsSpan(36, 16).IndexOfAnyExcept('0') < 0))
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.InvalidFormat, "W3C trace context forbids version ff and ids of zeros only.");
        }

        return text;
    }

    public static IReadOnlyDictionary<string, JsonElement>? TemplateVariables(ObjectReader reader, string name = "template_variables")
    {
        if (reader.Map(name, SpecLimits.TemplateVariables) is not { } members)
        {
            return null;
        }

        foreach (var (variable, value) in members)
        {
            var at = JsonPointer.Append(reader.At(name), variable);
            TextRules.TemplateVariableName.Check(variable, at, reader.Problems);
            if (value.ValueKind == JsonValueKind.String)
            {
                TextRules.TemplateVariableValue.Check(value.GetString()!, at, reader.Problems);
            }
            else if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                reader.WrongType(at, "a text, a number, or true or false", value);
            }
        }

        return members.ToDictionary(member => member.Key, member => member.Value.Clone(), StringComparer.Ordinal);
    }

    public static void TotalBytes(ObjectReader reader, string name, IEnumerable<string> texts, int maximum)
    {
        if (texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text)) > maximum)
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.TooLarge, $"At most {maximum} bytes together. Put large data into storage and pass its address.");
        }
    }

    [GeneratedRegex("(?:Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex HasOffset();
}
