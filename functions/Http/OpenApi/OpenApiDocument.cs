using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;

namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document, made from the table of routes and the contract's types.</summary>
public static partial class OpenApiDocument
{
    private static readonly Lazy<string> Made = new(() => Create().ToJsonString(ContractJson.Options));

    /// <summary>The document as JSON.</summary>
    public static string Text => Made.Value;

    private static JsonObject Create()
    {
        var schemas = new ApiSchemas();
        var paths = new JsonObject();
        foreach (var path in ApiRoutes.All.GroupBy(route => route.Path))
            paths[path.Key] = new JsonObject(path.Select(route => KeyValuePair.Create(route.Method, (JsonNode?)Operation(route, schemas))));

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Launch agent", ["version"] = AppVersion.Current },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api" }),
            ["security"] = new JsonArray(new JsonObject { ["function_key"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["function_key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
                },
                ["schemas"] = schemas.Components,
            },
        };
    }

    private static JsonObject Operation(ApiRoute route, ApiSchemas schemas)
    {
        var operation = new JsonObject
        {
            ["operationId"] = route.Function,
            ["summary"] = route.Summary,
            ["tags"] = new JsonArray(route.Path.Split('/')[1]),
            ["parameters"] = new JsonArray([.. InPath().Matches(route.Path).Select(match => InPath(match.Groups[1].Value)), .. route.Parameters.Select(Parameter)]),
            ["responses"] = Responses(route, schemas),
        };
        if (route.Body is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = route.NeedsBody, ["content"] = Content("application/json", OneOf(schemas, body, route.OrBody)) };
        if (route.IsAnonymous)
            operation["security"] = new JsonArray();
        return operation;
    }

    private static JsonObject Responses(ApiRoute route, ApiSchemas schemas)
    {
        var responses = new JsonObject();
        foreach (var answer in route.Answers)
            responses[Status(answer.Status)] = answer.Body is { } body ? Response(answer.Description, "application/json", OneOf(schemas, body, answer.OrBody)) : new() { ["description"] = answer.Description };
        foreach (var (status, codes) in route.Problems)
            responses[Status(status)] = Response(codes, ProblemDocument.MediaType, schemas.Refer(typeof(ProblemDocument)));
        if (route.IsAnonymous)
            return responses;

        responses["401"] = new JsonObject { ["description"] = "The function key is missing or wrong." };
        responses["500"] = Response("internal_error", ProblemDocument.MediaType, schemas.Refer(typeof(ProblemDocument)));
        responses["503"] = Response("storage_unavailable, with Retry-After", ProblemDocument.MediaType, schemas.Refer(typeof(ProblemDocument)));
        return responses;
    }

    private static JsonObject OneOf(ApiSchemas schemas, Type body, Type? other) =>
        other is null ? schemas.Refer(body) : new() { ["oneOf"] = new JsonArray(schemas.Refer(body), schemas.Refer(other)) };

    private static JsonObject Response(string description, string type, JsonObject schema) =>
        new() { ["description"] = description, ["content"] = Content(type, schema) };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject InPath(string name) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Parameter(ApiParameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.Values is { } values)
            schema["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        if (parameter.Minimum is { } minimum)
            schema["minimum"] = minimum;
        if (parameter.Maximum is { } maximum)
            schema["maximum"] = maximum;
        return new JsonObject { ["name"] = parameter.Name, ["in"] = parameter.In, ["description"] = parameter.Description, ["schema"] = schema };
    }

    private static string Status(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();
}
