using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>The JSON schemas of the contract's types, each once, by name.</summary>
public sealed class ApiSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Transform(context.TypeInfo.Type, schema),
    };

    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);

    /// <summary>The schemas that were asked for.</summary>
    public JsonObject Components => new(_schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value.DeepClone())));

    /// <summary>A reference to the schema of a type; free JSON has none.</summary>
    public JsonObject Refer(Type type)
    {
        if (type == typeof(JsonElement))
            return new JsonObject { ["type"] = "object" };

        var name = NameOf(type);
        if (!_schemas.ContainsKey(name))
        {
            _schemas[name] = type == typeof(LaunchSpec) ? SpecSchema()
                : type == typeof(LaunchBatch) ? BatchSchema()
                : SchemaOf(type, AddressOf(name));
        }

        return new JsonObject { ["$ref"] = AddressOf(name) };
    }

    private static string NameOf(Type type) => type.IsGenericType ? $"{type.GetGenericArguments()[0].Name}Page" : type.Name;

    private static string AddressOf(string name) => $"#/components/schemas/{name}";

    private static JsonNode SchemaOf(Type type, string address)
    {
        var schema = ContractJson.Options.GetJsonSchemaAsNode(type, Options);
        Rebase(schema, address);

        // The value itself is never null, whatever is said of references to its type.
        if (schema is JsonObject whole && whole["type"] is JsonArray)
            whole["type"] = "object";
        return schema;
    }

    // What comes twice in a type is a reference from the root of its schema, which is not the root of the document.
    private static void Rebase(JsonNode? schema, string address)
    {
        switch (schema)
        {
            case JsonObject whole:
                if (whole["$ref"] is { } reference)
                    whole["$ref"] = address + ((string)reference!)[1..];
                foreach (var (_, member) in whole)
                    Rebase(member, address);
                break;
            case JsonArray list:
                foreach (var item in list)
                    Rebase(item, address);
                break;
        }
    }

    // The parser is stricter than a schema of the record could tell, and has a schema of its own.
    private static JsonObject SpecSchema()
    {
        var schema = JsonNode.Parse(LaunchSpecSchema.Text)!.AsObject();
        schema.Remove("$schema");
        schema.Remove("$id");
        schema["externalDocs"] = new JsonObject { ["url"] = "/api" + ApiRoutes.SpecSchemaPath, ["description"] = "The same by itself." };
        return schema;
    }

    private JsonObject BatchSchema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("items"),
        ["properties"] = new JsonObject
        {
            ["items"] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["maxItems"] = LaunchBatch.MostItems, ["items"] = Refer(typeof(LaunchSpec)) },
            ["idempotency_key"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["maxLength"] = LaunchBatch.LongestKey },
        },
    };

    private static JsonNode Transform(Type type, JsonNode schema)
    {
        if (type == typeof(DateTimeOffset))
            return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(DateTimeOffset?))
            return new JsonObject { ["type"] = new JsonArray("string", "null"), ["format"] = "date-time" };

        // Free JSON: the exporter's "true" is a schema, but no generator of clients knows it.
        return schema.GetValueKind() == JsonValueKind.True ? new JsonObject() : schema;
    }
}
