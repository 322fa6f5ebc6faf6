using System.Text.Json;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Secrets;

/// <summary>Copies JSON without its secrets.</summary>
internal sealed class JsonBlanker
{
    public bool FoundAny { get; private set; }

    public void Write(JsonElement element, Utf8JsonWriter writer) => Write(element, writer, isSecret: false);

    private void Write(JsonElement element, Utf8JsonWriter writer, bool isSecret)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, writer, isSecret);
                break;
            case JsonValueKind.Array:
                WriteArray(element, writer, isSecret);
                break;
            case JsonValueKind.String:
                WriteText(element.GetString()!, writer, isSecret);
                break;
            case JsonValueKind.Number when isSecret:
                WriteMask(writer);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(JsonElement element, Utf8JsonWriter writer, bool isSecret)
    {
        // As Kubernetes writes an environment variable: {"name": "API_KEY", "value": "…"}.
        var namesSecret = element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && SecretNames.IsBlanked(name.GetString()!);
        writer.WriteStartObject();
        foreach (var property in element.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            Write(property.Value, writer, isSecret || SecretNames.IsBlanked(property.Name) || (namesSecret && property.NameEquals("value")));
        }

        writer.WriteEndObject();
    }

    private void WriteArray(JsonElement element, Utf8JsonWriter writer, bool isSecret)
    {
        var afterFlag = false;
        writer.WriteStartArray();
        foreach (var item in element.EnumerateArray())
        {
            Write(item, writer, isSecret || afterFlag);
            // As on a command line: "--api-key", "…".
            afterFlag = item.ValueKind == JsonValueKind.String && item.GetString() is ['-', ..] flag && !flag.Contains('=') && SecretNames.IsBlanked(flag);
        }

        writer.WriteEndArray();
    }

    private void WriteText(string text, Utf8JsonWriter writer, bool isSecret)
    {
        if (isSecret && text.Length > 0 && !TextRules.SecretReference.Matches(text))
        {
            WriteMask(writer);
            return;
        }

        var blanked = TextBlanker.Blank(text);
        FoundAny |= blanked != text;
        writer.WriteStringValue(blanked);
    }

    private void WriteMask(Utf8JsonWriter writer)
    {
        FoundAny = true;
        writer.WriteStringValue(SecretBlanker.Mask);
    }
}
