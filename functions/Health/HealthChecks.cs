using LaunchAgent.Contracts.Health;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Health;

/// <summary>What must work for the agent to do its work. Anyone may read the answers, so faults are told in the log only.</summary>
public sealed class HealthChecks(
    HealthStorage storage,
    AgentDirectory agents,
    AgentOptions self,
    Heartbeat heartbeat,
    HostName host,
    TimeProvider time,
    ILogger<HealthChecks> logger)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>How long the whole look may take; whoever asks has the answer within five seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // The first beats may be late while everything starts.
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestStanding = TimeSpan.FromMinutes(1);

    private readonly TriggerQueue _runItems = new(storage.RunItems, time);
    private readonly TriggerQueue _wakeups = new(storage.WakeupQueue, time);

    // Shared by all who ask: health is asked often and by anyone, storage once in a while.
    private readonly Lock _gate = new();
    private Task<HealthView>? _latest;

    /// <summary>How it is, or was a moment ago.</summary>
    public Task<HealthView> LatestAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && !IsFresh(_latest)))
                _latest = LookAsync();
            return _latest.WaitAsync(cancellationToken);
        }
    }

    private bool IsFresh(Task<HealthView> look) => look.IsCompletedSuccessfully && look.Result.CheckedAt + KeptFor >= time.GetUtcNow();

    // For all who ask meanwhile, so that none of them ends it by hanging up.
    private async Task<HealthView> LookAsync()
    {
        var results = await RunAsync(CancellationToken.None);
        var status = results.All(check => check.Ok) ? HealthStatus.Healthy : HealthStatus.Failing;
        return new HealthView(status, AppVersion.Current, results, time.GetUtcNow());
    }

    /// <summary>Looks at all of it, at the same time.</summary>
    public async Task<IReadOnlyList<HealthCheck>> RunAsync(CancellationToken cancellationToken) => await Task.WhenAll(
        CheckAsync("storage", "The storage account does not answer; the agent's log says why.", CheckStorageAsync, cancellationToken),
        CheckAsync(
            "run_items",
            "Queue run-items does not answer, or holds a message that storage cannot show; the agent's log says why.",
            enough => CheckQueueAsync(_runItems, StorageClients.RunItems, enough),
            cancellationToken),
        CheckAsync(
            "wakeups",
            "The agent's queue of wake-ups does not answer; the agent's log says why.",
            enough => CheckQueueAsync(_wakeups, storage.WakeupQueue.Name, enough),
            cancellationToken),
        CheckAsync("heartbeat", "The heartbeat cannot be read; the agent's log says why.", CheckHeartbeatAsync, cancellationToken),
        CheckAsync("hostname", "The name of the host cannot be read.", _ => Task.FromResult(host.Problem), cancellationToken));

    private async Task<string?> CheckStorageAsync(CancellationToken cancellationToken) =>
        await storage.Launches.FindAsync(LaunchId.PartitionOf(QueueNames.Default), RowKeys.Header, cancellationToken) is null
            ? "Queue 'default' does not exist (yet)."
            : null;

    private async Task<string?> CheckQueueAsync(TriggerQueue queue, string name, CancellationToken cancellationToken)
    {
        if (await queue.PeekAsync(cancellationToken) is not { } first || first.For < LongestStanding)
            return null;

        logger.QueueStandsStill(name, first.MessageId, first.For.TotalSeconds);
        return $"Queue {name} stands still: its first message has been there for over a minute, and is not delivered. "
            + "The function that reads it is disabled, or the host cannot read the queue; the host's log says why.";
    }

    private async Task<string?> CheckHeartbeatAsync(CancellationToken cancellationToken) =>
        time.GetUtcNow() < heartbeat.StartedAt + Youth ? null
        : await storage.Directory.FindAsync(AgentRow.Partition, AgentRow.KeyOf(self.Name), cancellationToken) is { } row
            && !agents.IsSilent(AgentRow.From(row)) ? null
        : "The agent's timers do not run: it has had no heartbeat for too long, and others take it for gone. Look at the schedules in its settings.";

    private async Task<HealthCheck> CheckAsync(
        string name, string failed, Func<CancellationToken, Task<string?>> check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // The time is up even where a call does not end by its token.
            var problem = await check(either.Token).WaitAsync(either.Token);
            return new HealthCheck(name, problem is null, problem);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.CheckFailed(fault, name);
            return new HealthCheck(name, Ok: false, failed);
        }
    }
}
