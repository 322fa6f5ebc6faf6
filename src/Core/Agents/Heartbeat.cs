using Azure.Data.Tables;
using LaunchAgent.Specs.Secrets;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Core.Agents;

/// <summary>
/// Tells the other agents that this one is alive, and what it is. Written when the app starts, so that nobody takes it for gone before the
/// first beat of the timer, and then by the timer.
/// </summary>
public sealed class Heartbeat(LaunchTables tables, AgentOptions agent, PollCount polls, TimeProvider time) : IHostedService
{
    /// <summary>When this process started.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Writes the agent's row: one storage call.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) =>
        tables.Directory.CommitAsync([new TableTransactionAction(TableTransactionActionType.UpsertMerge, Now().ToHeartbeat())], cancellationToken);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => BeatAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private AgentRow Now() => new()
    {
        Name = agent.Name,
        Hostname = Environment.MachineName,
        Version = AppVersion.Current,
        Queues = agent.Queues,
        Labels = agent.Labels,
        Environment = agent.Environment.ToDictionary(pair => pair.Key, _ => SecretBlanker.Mask),
        MaxJobs = agent.MaxJobs,
        MaxSchedulers = agent.MaxSchedulers,
        MaxPolls = agent.MaxPolls,
        CaptureLogs = agent.CaptureLogs,
        WakeupsQueue = agent.WakeupsQueue,
        StartedAt = StartedAt,
        HeartbeatAt = time.GetUtcNow(),
        Polls = polls.Polls,
        LastPollAt = polls.LastAt,
    };
}
