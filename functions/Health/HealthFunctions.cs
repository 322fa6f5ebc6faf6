using LaunchAgent.Contracts;
using LaunchAgent.Functions.Http;
using LaunchAgent.Functions.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>Whether the agent can do its work.</summary>
public sealed class HealthFunctions(QueueCatalog queues, TimeProvider time, ILogger<HealthFunctions> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
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
        var check = await CheckStorageAsync(cancellationToken);
        return new HealthView(check.Ok ? HealthStatus.Healthy : HealthStatus.Failing, AppVersion.Current, [check], time.GetUtcNow());
    }

    private async Task<HealthCheck> CheckStorageAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await queues.FindAsync(QueueCatalog.Default, either.Token) is null
                ? new HealthCheck("storage", Ok: false, "Queue 'default' does not exist (yet).")
                : new HealthCheck("storage", Ok: true, Detail: null);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StorageDown(logger, fault);
            return new HealthCheck("storage", Ok: false, "The storage account does not answer; the agent's log says why.");
        }
    }
}
