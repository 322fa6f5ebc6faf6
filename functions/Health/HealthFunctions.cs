using LaunchAgent.Contracts;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Health;

/// <summary>Whether the agent can do its work.</summary>
public sealed class HealthFunctions(HealthChecks checks, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    // Shared by all invocations: health is asked often and by anyone, storage is asked once in a while.
    private static HealthView? _last;

    /// <summary>200 when healthy, 503 when not; the same answer for five seconds.</summary>
    [Function("Health")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        if (last is null || last.CheckedAt + KeptFor < time.GetUtcNow())
            Volatile.Write(ref _last, last = await CheckAsync(cancellationToken));

        return Answer.Json(last, last.Status == HealthStatus.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<HealthView> CheckAsync(CancellationToken cancellationToken)
    {
        var results = await checks.RunAsync(cancellationToken);
        return new HealthView(
            results.All(check => check.Ok) ? HealthStatus.Healthy : HealthStatus.Failing, AppVersion.Current, results, time.GetUtcNow());
    }
}
