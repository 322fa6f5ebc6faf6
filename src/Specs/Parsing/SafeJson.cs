using System.Text.Json;

namespace LaunchAgent.Specs.Parsing;

/// <summary>JSON that others wrote, made fit to be part of an answer.</summary>
public static class SafeJson
{
    /// <summary>The value of a JSON text. Half surrogate pairs, which JSON allows and no UTF-8 can carry, are replaced: writing them would fail the whole answer.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonElement Parse(string json) => JsonElement.Parse(SpecText.ReplaceHalfPairs(json));
}
