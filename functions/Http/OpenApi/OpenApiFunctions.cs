using LaunchAgent.Specs.Parsing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>The routes that describe the API.</summary>
public sealed class OpenApiFunctions
{
    private const string SchemaType = "application/schema+json; charset=utf-8";

    /// <summary>The OpenAPI document.</summary>
    [Function("OpenApi")]
    public IActionResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) =>
        new ContentResult { Content = OpenApiDocument.Text, ContentType = ApiResults.JsonType, StatusCode = StatusCodes.Status200OK };

    /// <summary>The JSON schema of the launch spec. Open to everybody, so that editors and validators can refer to its address.</summary>
    [Function("LaunchSpecSchema")]
    public IActionResult RunSpecSchema([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schemas/launch-spec.json")] HttpRequest request) =>
        new ContentResult { Content = LaunchSpecSchema.Text, ContentType = SchemaType, StatusCode = StatusCodes.Status200OK };
}
