using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// Changes run queues. All that decides who may be claimed stands in the header row, so each change is one write of it under its storage ETag,
/// which fails a claim in flight. Claims change that ETag too, so a refused write is tried again on what is true by then.
/// </summary>
public sealed class QueueChanges(
    LaunchTables tables,
    QueueCatalog queues,
    QueueDirectory directory,
    AgentDirectory agents,
    AgentPolling polling,
    QueueWakeups wakeups,
    OperationIds operations,
    ILogger<QueueChanges> logger)
{
    // Each refusal means that a claim, or another change, got through.
    private const int Tries = 50;

    private const string Removal = "being removed";

    /// <summary>Creates a queue, or replaces its configuration. Whether it is paused, and its override, stay as they are.</summary>
    public Task<QueueChange> PutAsync(string queue, QueueConfig config, QueueCondition condition, CancellationToken cancellationToken)
    {
        var isSame = (QueueHeader header) => ContractJson.Serialize(header.Config) == ContractJson.Serialize(config);
        return ChangeAsync("configured", queue, condition, header => isSame(header) ? header : header with { Config = config }, config, cancellationToken);
    }

    /// <summary>Pauses a queue: nothing of it is claimed until it is resumed. What runs goes on.</summary>
    public Task<QueueChange> SetPausedAsync(string queue, bool paused, QueueCondition condition, CancellationToken cancellationToken) =>
        ChangeAsync(paused ? "paused" : "resumed", queue, condition, header => header.Paused == paused ? header : header with { Paused = paused }, create: null, cancellationToken);

    /// <summary>Gives a queue another limit for a while; null removes it.</summary>
    public async Task<QueueChange> OverrideLimitAsync(string queue, LimitOverride? limit, QueueCondition condition, CancellationToken cancellationToken)
    {
        var change = await ChangeAsync(
            "limit overridden", queue, condition, header => header.LimitOverride == limit ? header : header with { LimitOverride = limit }, create: null, cancellationToken);
        if (change.Outcome == QueueChangeOutcome.Changed && limit is not null)
            await wakeups.TryAtAsync(queue, limit.Until, cancellationToken);
        return change;
    }

    /// <summary>Begins to remove a queue with all that is in it: paused, and closed to new launches.</summary>
    public Task<QueueChange> BeginRemovalAsync(string queue, QueueCondition condition, CancellationToken cancellationToken) =>
        ChangeAsync(Removal, queue, condition, header => header.IsRemoved ? header : header with { Paused = true, IsRemoved = true }, create: null, cancellationToken);

    private async Task<QueueChange> ChangeAsync(
        string what, string queue, QueueCondition condition, Func<QueueHeader, QueueHeader> change, QueueConfig? create, CancellationToken cancellationToken)
    {
        var operation = operations.Next();
        var isNew = false;
        for (var tries = 0; tries < Tries; tries++)
        {
            var header = await queues.FindAsync(queue, cancellationToken);
            // The client re-sends a write whose answer was lost; the second one is refused although the first took effect.
            if (tries > 0 && header?.Changes.Contains(operation, StringComparer.Ordinal) == true)
                return await DoneAsync(what, header, isNew, cancellationToken);

            if (header is null && create is null)
                return new QueueChange(QueueChangeOutcome.Unknown);
            if (!condition.IsMet(header?.ConfigVersion))
                return new QueueChange(QueueChangeOutcome.Mismatch, header);

            var next = header is null ? await NewAsync(queue, create!, cancellationToken) : change(header);
            if (header is { IsRemoved: true } && what != Removal)
                return new QueueChange(QueueChangeOutcome.BeingRemoved, header);
            if (ReferenceEquals(next, header))
                return new QueueChange(QueueChangeOutcome.Changed, header);

            next = next.ChangedBy(operation);
            isNew = header is null;
            var action = isNew ? new TableTransactionAction(TableTransactionActionType.Add, next.ToEntity()) : next.Change();
            if ((await tables.Launches.CommitAsync([action], cancellationToken)).IsCommitted)
                return await DoneAsync(what, next, isNew, cancellationToken);
        }

        throw new TimeoutException($"The header of queue '{queue}' changed under {Tries} tries in a row.");
    }

    // Listed first: a listed queue without a header does not exist yet, and healing forgets it when nobody goes on.
    private async Task<QueueHeader> NewAsync(string queue, QueueConfig config, CancellationToken cancellationToken)
    {
        await directory.MarkAsync(queue, cancellationToken);
        return new QueueHeader(queue, config, ConfigVersion: 0, Paused: false, Azure.ETag.All) { StoppedAgents = await StoppedAsync(queue, cancellationToken) };
    }

    // Agents that were told to stop polling before there was a header that could say so.
    private async Task<IReadOnlyList<string>> StoppedAsync(string queue, CancellationToken cancellationToken) =>
    [
        .. from agent in await agents.ListAsync(cancellationToken)
           where agent.Stopped && agent.Queues.Contains(queue, StringComparer.Ordinal)
           select agent.Name,
    ];

    private async Task<QueueChange> DoneAsync(string what, QueueHeader header, bool isNew, CancellationToken cancellationToken)
    {
        logger.QueueChanged(header.Queue, header.ConfigVersion, what);
        // One that was told between the two reads found no header, and is found here.
        foreach (var agent in isNew ? await StoppedAsync(header.Queue, cancellationToken) : [])
            await polling.ApplyAsync(agent, cancellationToken);
        if (!header.Paused)
            await wakeups.TryAsync(header.Queue, cancellationToken);
        return new QueueChange(isNew ? QueueChangeOutcome.Created : QueueChangeOutcome.Changed, header);
    }
}
