using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.InputSchemas;

/// <summary>Reads a schema and refuses by name what <see cref="InputSchema"/> does not do: a rule that nobody checks would be missed when it matters.</summary>
internal static class InputSchemaReader
{
    private static readonly string[] Types = ["array", "boolean", "integer", "null", "number", "object", "string"];

    /// <summary>What only people read.</summary>
    private static readonly string[] Notes = ["$schema", "$comment", "title", "description", "default", "examples", "deprecated"];

    public static InputSchema Read(JsonElement schema, string pointer, ProblemList problems)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return new InputSchema { RefusesAll = schema.ValueKind == JsonValueKind.False };
        }

        var reader = new ObjectReader(schema, pointer, problems);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            reader.WrongType(pointer, "a schema: an object, true or false", schema);
            return new InputSchema();
        }

        var read = new InputSchema
        {
            Types = TypesOf(reader),
            Properties = PropertiesOf(reader),
            Required = reader.Texts("required", int.MaxValue, new TextRule(int.MaxValue) { IsContent = true }) ?? [],
            AdditionalProperties = Inner(reader, "additionalProperties"),
            Items = Inner(reader, "items"),
            Enum = ValuesOf(reader),
            Minimum = Number(reader, "minimum"),
            Maximum = Number(reader, "maximum"),
            ExclusiveMinimum = Number(reader, "exclusiveMinimum"),
            ExclusiveMaximum = Number(reader, "exclusiveMaximum"),
            MinLength = Count(reader, "minLength"),
            MaxLength = Count(reader, "maxLength"),
            MinItems = Count(reader, "minItems"),
            MaxItems = Count(reader, "maxItems"),
            Pattern = PatternOf(reader),
        };
        Array.ForEach(Notes, note => reader.Take(note));
        RefuseOthers(reader);
        return read;
    }

    private static void RefuseOthers(ObjectReader reader)
    {
        foreach (var (name, _) in reader.Unknown().TakeWhile(_ => !reader.Problems.IsFull))
        {
            reader.Problems.Add(reader.At(name), "not_supported", $"{JsonPointer.Shorten(name)} is not one of the keywords that are checked here. Remove it, and check it in the command.");
        }
    }

    private static IReadOnlyList<string>? TypesOf(ObjectReader reader)
    {
        const string name = "type";
        if (reader.Take(name) is not { } value)
        {
            return null;
        }

        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        if (items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.String && Types.Contains(item.GetString(), StringComparer.Ordinal)))
        {
            return [.. items.Select(item => item.GetString()!)];
        }

        reader.Problems.Add(reader.At(name), ProblemCodes.InvalidValue, "Must be one of the types of JSON schema, or a list of them.", Types);
        return null;
    }

    private static Dictionary<string, InputSchema> PropertiesOf(ObjectReader reader) =>
        reader.Map("properties", int.MaxValue)?.ToDictionary(
            member => member.Key, member => Read(member.Value, JsonPointer.Append(reader.At("properties"), member.Key), reader.Problems), StringComparer.Ordinal)
        ?? [];

    private static InputSchema? Inner(ObjectReader reader, string name) =>
        reader.Take(name) is { } inner ? Read(inner, reader.At(name), reader.Problems) : null;

    // Here null is a value like any other.
    private static IReadOnlyList<JsonElement>? ValuesOf(ObjectReader reader)
    {
        var values = reader.List("enum", InputSchema.MostValues)?.Select(value => value.Clone()).ToList();
        return reader.Has("const") ? [reader.Take("const")?.Clone() ?? JsonElement.Parse("null")] : values;
    }

    private static double? Number(ObjectReader reader, string name) => reader.Number(name, double.MinValue, double.MaxValue);

    private static int? Count(ObjectReader reader, string name) => reader.Integer(name, 0, int.MaxValue);

    private static Regex? PatternOf(ObjectReader reader)
    {
        const string name = "pattern";
        if (reader.Text(name, new TextRule(InputSchema.PatternLength) { IsContent = true }) is not { Length: <= InputSchema.PatternLength } pattern)
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, InputSchema.PatternTimeout);
        }
        catch (ArgumentException)
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.InvalidFormat, "Not a regular expression.");
        }
        catch (NotSupportedException)
        {
            reader.Problems.Add(reader.At(name), "not_supported", "Patterns are matched without backtracking: look-arounds, back-references and atomic groups are not supported, nor is one that grows too large. Say it more simply.");
        }

        return null;
    }
}
