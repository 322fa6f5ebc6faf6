using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>What must work for the agent to do its work. Anyone may read the answers, so faults are told in the log only.</summary>
public sealed class HealthChecks(
    QueueCatalog queues, Nudges nudges, AgentDirectory agents, AgentOptions self, Heartbeat heartbeat, TimeProvider time, ILogger<HealthChecks> logger)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The first beats may be late while everything starts.
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(1);

    // Shared by all invocations: health is asked often and by anyone, storage is asked once in a while.
    private HealthView? _latest;

    /// <summary>How it is, or was a moment ago.</summary>
    public async Task<HealthView> LatestAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _latest) is { } latest && latest.CheckedAt + KeptFor >= time.GetUtcNow())
            return latest;

        var results = await RunAsync(cancellationToken);
        var status = results.All(check => check.Ok) ? HealthStatus.Healthy : HealthStatus.Failing;
        Volatile.Write(ref _latest, latest = new HealthView(status, AppVersion.Current, results, time.GetUtcNow()));
        return latest;
    }

    /// <summary>Looks at all of it, at the same time.</summary>
    public async Task<IReadOnlyList<HealthCheck>> RunAsync(CancellationToken cancellationToken) => await Task.WhenAll(
        CheckAsync("storage", "The storage account does not answer; the agent's log says why.", CheckStorageAsync, cancellationToken),
        CheckAsync("nudges", "The agent's queue of nudges does not answer; the agent's log says why.", CheckNudgesAsync, cancellationToken),
        CheckAsync("heartbeat", "The heartbeat cannot be read; the agent's log says why.", CheckHeartbeatAsync, cancellationToken));

    private async Task<string?> CheckStorageAsync(CancellationToken cancellationToken) =>
        await queues.FindAsync(QueueCatalog.Default, cancellationToken) is null ? "Queue 'default' does not exist (yet)." : null;

    private async Task<string?> CheckNudgesAsync(CancellationToken cancellationToken)
    {
        await nudges.CheckAsync(cancellationToken);
        return null;
    }

    private async Task<string?> CheckHeartbeatAsync(CancellationToken cancellationToken) =>
        time.GetUtcNow() < heartbeat.StartedAt + Youth ? null
        : await agents.FindAsync(self.Name, cancellationToken) is { } agent && !agents.IsSilent(agent) ? null
        : "The agent's timers do not run: it has had no heartbeat for too long, and others take it for gone. Look at the schedules in its settings.";

    private async Task<HealthCheck> CheckAsync(
        string name, string failed, Func<CancellationToken, Task<string?>> check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var problem = await check(either.Token);
            return new HealthCheck(name, problem is null, problem);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.CheckFailed(logger, fault, name);
            return new HealthCheck(name, Ok: false, failed);
        }
    }
}
