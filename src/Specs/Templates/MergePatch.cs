using System.Buffers;
using System.Text.Json;
using LaunchAgent.Contracts.Json;

namespace LaunchAgent.Specs.Templates;

/// <summary>JSON merge patch (RFC 7396).</summary>
public static class MergePatch
{
    /// <summary>A document after a patch: its objects are merged, null removes a member, anything else (lists too) replaces what was there.</summary>
    /// <param name="target">The document; null when there is none yet.</param>
    /// <param name="patch">The patch.</param>
    public static JsonElement Apply(JsonElement? target, JsonElement patch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(target, patch, writer);
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = ContractJson.Options.MaxDepth });
    }

    private static void Write(JsonElement? target, JsonElement patch, Utf8JsonWriter writer)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        // A spec that is still to be refused may hold a name twice.
        var changes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in patch.EnumerateObject())
            changes[member.Name] = member.Value;
        if (target is { ValueKind: JsonValueKind.Object } document)
        {
            foreach (var member in document.EnumerateObject())
            {
                if (!changes.Remove(member.Name, out var change))
                    member.WriteTo(writer);
                else
                    WriteMember(member.Name, member.Value, change, writer);
            }
        }

        foreach (var added in patch.EnumerateObject())
        {
            if (changes.Remove(added.Name, out var change))
                WriteMember(added.Name, null, change, writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(string name, JsonElement? target, JsonElement patch, Utf8JsonWriter writer)
    {
        if (patch.ValueKind == JsonValueKind.Null)
            return;
        writer.WritePropertyName(name);
        Write(target, patch, writer);
    }
}
