using System.Buffers;
using System.Text.Json;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Contracts.Json;

/// <summary>The texts inside a JSON value.</summary>
public static class JsonStrings
{
    /// <summary>A copy of a value with other texts. Names of members stay.</summary>
    /// <param name="value">The value.</param>
    /// <param name="map">What stands where a text stood: any JSON.</param>
    public static JsonElement Map(JsonElement value, Func<string, JsonElement> map)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(value, map, writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = ContractJson.Options.MaxDepth });
    }

    /// <summary>All texts, names of members included, each with the JSON pointer to where it stands.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pointer">Where the value itself stands.</param>
    public static IEnumerable<(string Text, string Pointer, bool IsName)> In(JsonElement value, string pointer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return [(value.GetString()!, pointer, false)];
            case JsonValueKind.Array:
                return value.EnumerateArray().SelectMany((item, index) => In(item, JsonPointer.Append(pointer, index)));
            case JsonValueKind.Object:
                return value.EnumerateObject().SelectMany(member =>
                {
                    var at = JsonPointer.Append(pointer, member.Name);
                    return In(member.Value, at).Prepend((member.Name, at, true));
                });
            default:
                return [];
        }
    }

    /// <summary>Whether something stands at a pointer.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pointer">A pointer into it, as <see cref="JsonPointer"/> makes them.</param>
    /// <param name="at">Where the value itself stands.</param>
    public static bool Holds(JsonElement value, string pointer, string at = "") => pointer == at
        || (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(member =>
            JsonPointer.Append(at, member.Name) is var next && (pointer == next || pointer.StartsWith(next + "/", StringComparison.Ordinal)) && Holds(member.Value, pointer, next)));

    private static void Write(JsonElement value, Func<string, JsonElement> map, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                map(value.GetString()!).WriteTo(writer);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, map, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, map, writer);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
