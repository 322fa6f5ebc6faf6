using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.InputSchemas;

/// <summary>Holds a value against a schema, and finds all that is wrong at once.</summary>
internal sealed class InputSchemaCheck(ProblemList problems)
{
    // To compare with all names of a large schema costs more than it helps.
    private const int MostNear = 100;

    public void Run(InputSchema schema, JsonElement value, string pointer)
    {
        if (problems.IsFull)
        {
            return;
        }

        if (schema.RefusesAll)
        {
            problems.Add(pointer, ProblemCodes.UnknownField, "The job's input_schema allows nothing here. Remove it.");
            return;
        }

        if (schema.Types is { } types && !types.Any(type => IsOf(type, value)))
        {
            problems.Add(pointer, ProblemCodes.WrongType, $"The job's input_schema wants {string.Join(" or ", types)} here.", types);
            return;
        }

        if (schema.Enum is { } values && !values.Any(allowed => AreSame(allowed, value)))
        {
            problems.Add(pointer, ProblemCodes.InvalidValue, "Must be one of the values that the job's input_schema allows.", [.. values.Select(allowed => JsonPointer.Shorten(allowed.ToString())).Take(20)]);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, pointer);
                break;
            case JsonValueKind.Array:
                CheckList(schema, value, pointer);
                break;
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, pointer);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value.GetDouble(), pointer);
                break;
            default:
                break;
        }
    }

    private void CheckObject(InputSchema schema, JsonElement value, string pointer)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject().TakeWhile(_ => !problems.IsFull))
        {
            names.Add(member.Name);
            var at = JsonPointer.Append(pointer, member.Name);
            if (schema.Properties.TryGetValue(member.Name, out var known))
            {
                Run(known, member.Value, at);
            }
            else if (schema.AdditionalProperties is { RefusesAll: true })
            {
                var near = NearName.Find(member.Name, schema.Properties.Keys.Take(MostNear));
                problems.Add(at, ProblemCodes.UnknownField, $"The job takes no parameter of this name.{(near is null ? " Remove it." : $" Did you mean {near}?")}", near is null ? null : [near]);
            }
            else if (schema.AdditionalProperties is { } others)
            {
                Run(others, member.Value, at);
            }
        }

        foreach (var name in schema.Required.Where(name => !names.Contains(name)).TakeWhile(_ => !problems.IsFull))
        {
            problems.Add(JsonPointer.Append(pointer, name), ProblemCodes.MissingField, "The job needs this parameter. Give it.");
        }
    }

    private void CheckList(InputSchema schema, JsonElement value, string pointer)
    {
        if (value.GetArrayLength() < schema.MinItems || value.GetArrayLength() > schema.MaxItems)
        {
            problems.Add(pointer, ProblemCodes.OutOfRange, $"Must have {Range(schema.MinItems, schema.MaxItems)} entries.");
        }

        if (schema.Items is not { } items)
        {
            return;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray().TakeWhile(_ => !problems.IsFull))
        {
            Run(items, item, JsonPointer.Append(pointer, index++));
        }
    }

    private void CheckText(InputSchema schema, string text, string pointer)
    {
        if (schema.MinLength is not null || schema.MaxLength is not null)
        {
            var length = text.EnumerateRunes().Count();
            if (length < schema.MinLength || length > schema.MaxLength)
            {
                problems.Add(pointer, ProblemCodes.OutOfRange, $"Must have {Range(schema.MinLength, schema.MaxLength)} characters.");
            }
        }

        try
        {
            if (schema.Pattern?.IsMatch(text) == false)
            {
                problems.Add(pointer, ProblemCodes.InvalidFormat, $"Must match the pattern of the job's input_schema: {schema.Pattern}");
            }
        }
        catch (RegexMatchTimeoutException)
        {
            problems.Add(pointer, ProblemCodes.TooLong, "Could not be held against the pattern of the job's input_schema in time. Send a shorter text, or post the job with a simpler pattern.");
        }
    }

    private void CheckNumber(InputSchema schema, double number, string pointer)
    {
        if (number < schema.Minimum || number > schema.Maximum || number <= schema.ExclusiveMinimum || number >= schema.ExclusiveMaximum)
        {
            string?[] rules =
            [
                schema.Minimum is { } least ? FormattableString.Invariant($"at least {least}") : null,
                schema.ExclusiveMinimum is { } below ? FormattableString.Invariant($"above {below}") : null,
                schema.Maximum is { } most ? FormattableString.Invariant($"at most {most}") : null,
                schema.ExclusiveMaximum is { } above ? FormattableString.Invariant($"below {above}") : null,
            ];
            problems.Add(pointer, ProblemCodes.OutOfRange, $"Must be {string.Join(" and ", rules.OfType<string>())}.");
        }
    }

    private static bool AreSame(JsonElement allowed, JsonElement value)
    {
        try
        {
            return JsonElement.DeepEquals(allowed, value);
        }
        catch (ArgumentOutOfRangeException)
        {
            // An exponent that is no int: whoever reads the spec refuses it, and all else that is wrong is told with it.
            return false;
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "array" => value.ValueKind == JsonValueKind.Array,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Floor(number) == number,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.String,
    };

    private static string Range(int? least, int? most) =>
        least is null ? $"at most {most}" : most is null ? $"at least {least}" : $"from {least} to {most}";
}
