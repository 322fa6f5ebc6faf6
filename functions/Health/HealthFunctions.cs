using System.Globalization;
using LaunchAgent.Contracts.Health;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Health;

/// <summary>Whether the agent can do its work.</summary>
public sealed class HealthFunctions(HealthChecks checks)
{
    /// <summary>200 when healthy, 503 with <c>Retry-After</c> when not; the same answer for five seconds.</summary>
    [Function("Health")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        var health = await checks.LatestAsync(cancellationToken);
        if (health.Status == HealthStatus.Healthy)
            return ApiResults.Json(health);

        request.HttpContext.Response.Headers.RetryAfter = HealthChecks.KeptFor.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return ApiResults.Json(health, StatusCodes.Status503ServiceUnavailable);
    }
}
