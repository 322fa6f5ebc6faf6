using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>The route that describes all routes.</summary>
public sealed class OpenApiFunctions
{
    /// <summary>The OpenAPI document.</summary>
    [Function("OpenApi")]
    public IActionResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) =>
        new ContentResult { Content = OpenApiDocument.Text, ContentType = Answer.JsonType, StatusCode = StatusCodes.Status200OK };
}
