using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Checks JSON against a schema as a validator does, with the keywords that the launch spec's schema uses. One that is not here fails the test.</summary>
internal static class SchemaCheck
{
    private static readonly string[] WithoutEffect = ["$schema", "$id", "title", "description", "default", "format", "x-max-bytes"];

    public static bool IsValid(JsonNode? value, JsonObject schema) => schema.All(keyword => keyword.Key switch
    {
        "type" => Types(keyword.Value!).Any(type => IsOf(value, type)),
        "enum" => keyword.Value!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)),
        "const" => JsonNode.DeepEquals(keyword.Value, value) || (Number(value) is { } number && number == Number(keyword.Value)) || value is null,
        "not" => !IsValid(value, keyword.Value!.AsObject()),
        "anyOf" => keyword.Value!.AsArray().Any(one => IsValid(value, one!.AsObject())),
        "maxLength" => Text(value) is not { } text || text.EnumerateRunes().Count() <= (int)keyword.Value!,
        "minLength" => Text(value) is not { } text || text.EnumerateRunes().Count() >= (int)keyword.Value!,
        "pattern" => Text(value) is not { } text || Regex.IsMatch(text, (string)keyword.Value!),
        "minimum" => Number(value) is not { } number || number >= (double)keyword.Value!,
        "maximum" => Number(value) is not { } number || number <= (double)keyword.Value!,
        "maxItems" => value is not JsonArray list || list.Count <= (int)keyword.Value!,
        "minItems" => value is not JsonArray list || list.Count >= (int)keyword.Value!,
        "items" => value is not JsonArray list || list.All(item => IsValid(item, keyword.Value!.AsObject())),
        "maxProperties" => value is not JsonObject whole || whole.Count <= (int)keyword.Value!,
        "required" => value is not JsonObject whole || keyword.Value!.AsArray().All(name => whole.ContainsKey((string)name!)),
        "properties" => value is not JsonObject whole || keyword.Value!.AsObject().All(member => !whole.TryGetPropertyValue(member.Key, out var inner) || IsValid(inner, member.Value!.AsObject())),
        "propertyNames" => value is not JsonObject whole || whole.All(member => IsValid(member.Key, keyword.Value!.AsObject())),
        "additionalProperties" => value is not JsonObject whole || whole.Where(member => schema["properties"]?.AsObject().ContainsKey(member.Key) != true)
            .All(member => keyword.Value is JsonObject other ? IsValid(member.Value, other) : (bool)keyword.Value!),
        _ when WithoutEffect.Contains(keyword.Key) => true,
        _ => throw new NotSupportedException($"The schema has a keyword that is not checked: {keyword.Key}."),
    });

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(one => (string)one!) : [(string)type!];

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.String => type == "string",
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Number => type == "number" || (type == "integer" && Number(value) is { } number && Math.Floor(number) == number),
        _ => type == "boolean",
    };

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? (string)value! : null;

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? JsonSerializer.SerializeToElement(value).GetDouble() : null;
}
