using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LaunchAgent.Functions.Http.OpenApi;
using LaunchAgent.Tests.Unit.House;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Unit.Http;

public sealed partial class OpenApiTests
{
    private static readonly JsonObject Document = JsonNode.Parse(
        ((ContentResult)new OpenApiFunctions().Run(Fakes.TestRequest.For("/openapi.json"))).Content!)!.AsObject();

    // Both ways: a function without a line in the table is missing here, and so is a line without a function.
    [Fact]
    public void Table_AndHttpFunctions_AreTheSameRoutes()
    {
        var functions =
            from method in typeof(OpenApiFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            let function = method.GetCustomAttribute<FunctionAttribute>()
            where function is not null
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
            where trigger is not null
            from verb in trigger.Methods!
            select (function.Name, verb, "/" + trigger.Route, trigger.AuthLevel == AuthorizationLevel.Anonymous);

        Assert.Equal(functions.Order(), ApiRoutes.All.Select(route => (route.Function, route.Method, route.Path, route.IsAnonymous)).Order());
    }

    // Seen in azure-functions-host, WebScriptHostHttpRoutesManager: routes are tried by the names of their functions, so of two that match one address
    // the wrong one may answer in Azure. The local host takes the one that says more.
    [Fact]
    public void Routes_OfOneMethod_NeverMatchTheSameAddress()
    {
        var clashes =
            from one in ApiRoutes.All
            from other in ApiRoutes.All
            where string.CompareOrdinal(one.Function, other.Function) < 0 && one.Method == other.Method && AreOneAddress(one.Path.Split('/'), other.Path.Split('/'))
            select $"{one.Method} {one.Path} and {other.Path}";

        Assert.Equal([], clashes);
        Assert.True(AreOneAddress(["launches", "bulk"], ["launches", "{id}"]));
    }

    [Fact]
    public void Docs_HaveASectionForEveryRouteAndEveryQueryValue()
    {
        var page = Repository.Read("docs/reference/api.md");
        var sections = page.Split("\n## ");
        foreach (var route in ApiRoutes.All)
        {
            var section = Assert.Single(sections, section => section.Split('\n')[0].Contains($"`{route.Method.ToUpperInvariant()} /api{route.Path}`", StringComparison.Ordinal));
            Assert.All(route.Parameters, parameter => Assert.Contains($"`{parameter.Name}`", section, StringComparison.Ordinal));
        }

        Assert.All(
            ApiRoutes.All.SelectMany(route => route.Problems).SelectMany(problem => problem.Codes.Split(", ")).Distinct(),
            code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Document_HasEveryRouteOfTheTable() => Assert.Equal(
        ApiRoutes.All.Select(route => $"{route.Method} {route.Path} {route.Function}").Order(),
        Operations().Select(operation => $"{operation.Method} {operation.Path} {operation.Value["operationId"]}").Order());

    [Fact]
    public void Document_IsOpenApi31WithATitleAndAVersion()
    {
        Assert.Matches(@"^3\.1\.\d+$", (string)Document["openapi"]!);
        Assert.NotEmpty((string)Document["info"]!["title"]!);
        Assert.NotEmpty((string)Document["info"]!["version"]!);
        Assert.Subset(new HashSet<string> { "openapi", "info", "servers", "security", "paths", "components" }, Document.Select(member => member.Key).ToHashSet());
    }

    [Fact]
    public void Operations_HaveUniqueIdsAndDeclareTheirPathsAndAnswers()
    {
        Assert.Distinct(Operations().Select(operation => (string)operation.Value["operationId"]!));
        foreach (var (method, path, operation) in Operations())
        {
            var parameters = operation["parameters"]!.AsArray();
            Assert.Equal(
                InPath().Matches(path).Select(match => match.Groups[1].Value),
                parameters.Where(parameter => (string)parameter!["in"]! == "path").Select(parameter => (string)parameter!["name"]!));
            Assert.Distinct(parameters.Select(parameter => $"{parameter!["in"]} {parameter["name"]}"));
            Assert.All(parameters, parameter => Assert.Contains((string)parameter!["in"]!, (string[])["path", "query", "header"]));
            Assert.All(parameters, parameter => Assert.NotNull(parameter!["schema"]));
            Assert.NotEmpty(operation["responses"]!.AsObject());
            Assert.All(operation["responses"]!.AsObject(), response => Assert.NotEmpty((string)response.Value!["description"]!));
            Assert.False(method == "get" && operation["requestBody"] is not null);
        }
    }

    [Fact]
    public void References_AllLeadToASchemaAndEverySchemaIsUsed()
    {
        var schemas = Document["components"]!["schemas"]!.AsObject();
        var references = Nodes(Document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonNode>().Select(node => (string)node!).ToHashSet();

        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Skip(1).Aggregate((JsonNode)Document, (node, name) => node[name]!)));
        Assert.Superset(schemas.Select(schema => $"#/components/schemas/{schema.Key}").ToHashSet(), references);
    }

    [Fact]
    public void Schemas_HaveKnownTypesAndRequireOnlyWhatTheyDescribe()
    {
        string[] types = ["object", "array", "string", "number", "integer", "boolean", "null"];
        foreach (var schema in Nodes(Document["components"]!["schemas"]!).OfType<JsonObject>())
        {
            switch (schema["type"])
            {
                case JsonValue type when type.GetValueKind() == JsonValueKind.String:
                    Assert.Contains((string)type!, types);
                    break;
                case JsonArray several:
                    Assert.All(several, type => Assert.Contains((string)type!, types));
                    break;
            }

            if (schema["required"] is JsonArray required && schema["properties"] is JsonObject properties)
                Assert.All(required, name => Assert.True(properties.ContainsKey((string)name!)));
            if (schema["enum"] is JsonArray values)
                Assert.NotEmpty(values);
        }
    }

    [Fact]
    public void Schemas_OfTheContract_AreThoseOfItsJson()
    {
        var launch = Document["components"]!["schemas"]!["LaunchView"]!;

        Assert.Equal("""["string","null"]""", launch["properties"]!["ended_at"]!["type"]!.ToJsonString());
        Assert.Equal("date-time", (string)launch["properties"]!["created_at"]!["format"]!);
        Assert.Contains("awaiting_retry", launch["properties"]!["state"]!["enum"]!.AsArray().Select(value => (string)value!));
        Assert.Equal("object", (string)launch["type"]!);
        Assert.False((bool)Document["components"]!["schemas"]!["LaunchSpec"]!["additionalProperties"]!);
    }

    [Fact]
    public void SpecSchema_IsServedAndTheOneOfTheDocument()
    {
        var answer = (ContentResult)new OpenApiFunctions().RunSpecSchema(Fakes.TestRequest.For("/schemas/launch-spec.json"));

        var served = JsonNode.Parse(answer.Content!)!.AsObject();
        var described = Document["components"]!["schemas"]!["LaunchSpec"]!.DeepClone().AsObject();
        Assert.Equal((200, "application/schema+json; charset=utf-8"), (answer.StatusCode, answer.ContentType));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)served["$schema"]!);
        Assert.Equal("/api/schemas/launch-spec.json", (string)described["externalDocs"]!["url"]!);
        described.Remove("externalDocs");
        served.Remove("$schema");
        served.Remove("$id");
        Assert.Equal(served.ToJsonString(), described.ToJsonString());
    }

    // Both of what one request may be: one launch, or several.
    [Fact]
    public void Submit_TakesALaunchOrABatch()
    {
        var body = Document["paths"]!["/launches"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;

        Assert.Equal(["#/components/schemas/LaunchSpec", "#/components/schemas/LaunchBatch"], body["oneOf"]!.AsArray().Select(schema => (string)schema!["$ref"]!));
    }

    private static bool AreOneAddress(string[] one, string[] other) => one.Length == other.Length
        && one.Zip(other).All(part => part.First == part.Second || part.First.StartsWith('{') || part.Second.StartsWith('{'));

    private static IEnumerable<(string Method, string Path, JsonObject Value)> Operations() =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key, path.Key, operation.Value!.AsObject());

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject whole => whole.Select(member => member.Value).OfType<JsonNode>().SelectMany(Nodes).Prepend(whole),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Nodes).Prepend(list),
        _ => [node],
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();
}
