using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Contracts.Json;

/// <summary>How every contract object is written and read: snake_case names, lower snake_case values, UTC times, nulls written out.</summary>
public static class ContractJson
{
    /// <summary>The one set of options. Unknown fields are skipped, so that an old client can read a newer app; specs from outside go through the parser, which refuses them.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Writes a contract object.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a contract object that this project wrote.</summary>
    /// <exception cref="JsonException">The text is not one.</exception>
    public static T? Deserialize<T>(string text) => JsonSerializer.Deserialize<T>(text, Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            // The default writes é and < as six characters each; the answers are application/json, never HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            // A spec of full depth must fit into an object that carries it.
            MaxDepth = SpecLimits.Depth * 2,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new UtcTimeConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
