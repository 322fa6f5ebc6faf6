using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Reads the fields of one JSON object, notes what is wrong with them, and at the end refuses those nobody asked for.</summary>
internal sealed class ObjectReader(JsonElement element, string pointer, ProblemList problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ProblemList Problems => problems;

    public string Pointer => pointer;

    /// <summary>Whether a field is there, be it null; does not make it known.</summary>
    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>Whether a field is there and not null; makes it known.</summary>
    public bool IsGiven(string name) => Take(name) is not null;

    public string At(string name) => JsonPointer.Append(pointer, name);

    /// <summary>The value of a field; null when it is missing or JSON null, which mean the same: not given.</summary>
    public JsonElement? Take(string name)
    {
        _known.Add(name);
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Fields that nobody took, with their values: to look each up by name would be quadratic.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Unknown() =>
        element.EnumerateObject().Select(property => (property.Name, property.Value)).Where(field => !_known.Contains(field.Name)).DistinctBy(field => field.Name, StringComparer.Ordinal);

    public void RefuseUnknown()
    {
        foreach (var (name, _) in Unknown().TakeWhile(_ => !problems.IsFull))
        {
            if (problems.Has(At(name), ProblemCodes.SecretInSpec))
            {
                continue;
            }

            var near = NearName.Find(name, _known);
            problems.Add(
                At(name),
                ProblemCodes.UnknownField,
                near is null ? $"There is no field {JsonPointer.Shorten(name)} here. Remove it." : $"There is no field {JsonPointer.Shorten(name)} here. Did you mean {near}?",
                near is not null ? [near] : _known.Count <= 8 ? [.. _known.Order(StringComparer.Ordinal)] : null);
        }
    }

    public void WrongType(string at, string wanted, JsonElement value) =>
        problems.Add(at, ProblemCodes.WrongType, $"Must be {wanted}, not {Describe(value.ValueKind)}.");

    public string? Text(string name, TextRule rule) => Take(name) is { } value ? Text(value, At(name), rule) : null;

    public string? Text(JsonElement value, string at, TextRule rule)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            WrongType(at, "a text", value);
            return null;
        }

        var text = value.GetString()!;
        rule.Check(text, at, problems);
        return text;
    }

    public bool? Flag(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        WrongType(At(name), "true or false", value);
        return null;
    }

    public int? Integer(string name, int minimum, int maximum)
    {
        var number = Number(name, minimum, maximum, "a whole number");
        if (number is not { } value || Math.Floor(value) == value)
        {
            return (int?)number;
        }

        problems.Add(At(name), ProblemCodes.WrongType, "Must be a whole number, without a fraction.");
        return null;
    }

    public double? Number(string name, double minimum, double maximum, string wanted = "a number")
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            WrongType(At(name), wanted, value);
            return null;
        }

        var number = value.GetDouble();
        if (number >= minimum && number <= maximum)
        {
            return number;
        }

        problems.Add(At(name), ProblemCodes.OutOfRange, $"Must be {wanted} from {minimum:0.##} to {maximum:0.##}.");
        return null;
    }

    public IReadOnlyList<JsonElement>? List(string name, int maximum)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            WrongType(At(name), "a list", value);
            return null;
        }

        if (value.GetArrayLength() > maximum)
        {
            problems.Add(At(name), ProblemCodes.TooMany, $"At most {maximum} entries.");
        }

        return [.. value.EnumerateArray().Take(maximum)];
    }

    public IReadOnlyList<string>? Texts(string name, int maximum, TextRule rule)
    {
        var items = List(name, maximum);
        return items is null ? null : [.. items.Select((item, index) => Text(item, JsonPointer.Append(At(name), index), rule)).OfType<string>()];
    }

    /// <summary>The members of an object by name; of two with the same name the last.</summary>
    public Dictionary<string, JsonElement>? Map(string name, int maximum)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            WrongType(At(name), "an object", value);
            return null;
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (members.Count == maximum && !members.ContainsKey(property.Name))
            {
                problems.Add(At(name), ProblemCodes.TooMany, $"At most {maximum} entries.");
                break;
            }

            members[property.Name] = property.Value;
        }

        return members;
    }

    /// <summary>Free JSON under a field, cut loose from its document.</summary>
    public JsonElement? Free(string name, int maxBytes, JsonValueKind? kind = null)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (kind is { } wanted && value.ValueKind != wanted)
        {
            WrongType(At(name), Describe(wanted), value);
            return null;
        }

        if (JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options).Length > maxBytes)
        {
            problems.Add(At(name), ProblemCodes.TooLarge, $"At most {maxBytes} bytes. Put large data into storage and pass its address.");
        }

        return value.Clone();
    }

    public ObjectReader? Nested(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return new ObjectReader(value, At(name), problems);
        }

        WrongType(At(name), "an object", value);
        return null;
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
