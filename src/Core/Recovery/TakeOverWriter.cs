using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// Takes claims away: from an agent that is gone, or from an orchestration of this agent that does not move. Each is one transaction that deletes
/// the slot as it was read: who comes back at this moment either wrote to its slot before, and keeps the claim, or finds itself fenced out. What
/// another agent must be told is in the outbox.
/// </summary>
public sealed class TakeOverWriter(LaunchTables tables, AgentOptions self, TimeProvider time)
{
    private const string AgentLost = "agent_lost";

    /// <summary>The launch waits again, for the same attempt; one that is to stop is cancelled, because it never started. False when something changed.</summary>
    public Task<bool> TryRequeueAsync(LaunchRow launch, SlotRow slot, CancellationToken cancellationToken)
    {
        if (launch.DesiredState == DesiredState.Stop)
            return TryEndAsync(launch, slot, warning: null, cancellationToken);

        var waiting = DueRow.For(launch, launch.DueAt, launch.Attempt);
        return TryCommitAsync(
            launch,
            slot,
            new(Unclaimed(launch)) { ["state"] = WireName.Of(LaunchState.Pending), ["index_key"] = waiting.Key },
            [
                new(TableTransactionActionType.Add, waiting.ToEntity(waiting.Key)),
                new(TableTransactionActionType.UpsertReplace, waiting.Labels.ToEntity(launch.Id.Partition)),
                Unclaiming(slot),
            ],
            Owed(slot, slot.Limits),
            cancellationToken);
    }

    /// <summary>
    /// This agent goes on under a claim of its own, in the same slot and with what that holds of limits: the process may be running, and a
    /// queue's limit counts it without a break. Null when something changed.
    /// </summary>
    public async Task<ClaimedLaunch?> TryAdoptAsync(LaunchRow launch, SlotRow slot, CancellationToken cancellationToken)
    {
        var adopted = slot with
        {
            Claim = slot.Claim + 1,
            Agent = self.Name,
            State = LaunchState.Claimed,
            Terms = AttemptDeadlines.None with { Force = slot.Terms.Force },
            ClaimedAt = time.GetUtcNow(),
            Stalls = 0,
        };
        var committed = await TryCommitAsync(
            launch,
            slot,
            new(Unclaimed(launch))
            {
                ["state"] = WireName.Of(adopted.State),
                ["claims"] = adopted.Claim,
                ["claimed_at"] = adopted.ClaimedAt,
                ["agent"] = adopted.Agent,
            },
            [new(TableTransactionActionType.Add, adopted.ToEntity()), Unclaiming(slot)],
            Owed(slot, []),
            cancellationToken);
        return committed ? ClaimedLaunch.Of(adopted) : null;
    }

    /// <summary>
    /// The launch goes on under another claim of the same agent: same slot, same attempt, same deadlines, wherever it stood. Nothing of it is seen but
    /// the number. Null when something changed.
    /// </summary>
    public async Task<ClaimedLaunch?> TryClaimAnewAsync(LaunchRow launch, SlotRow slot, CancellationToken cancellationToken)
    {
        var anew = slot with { Claim = slot.Claim + 1, ClaimedAt = time.GetUtcNow(), Stalls = slot.State == LaunchState.Claimed ? slot.Stalls + 1 : 1 };
        var entity = anew.ToEntity();
        foreach (var (name, value) in slot.Terms.ToProperties())
            entity[name] = value;
        var committed = await TryCommitAsync(launch, slot, new() { ["claims"] = anew.Claim }, [new(TableTransactionActionType.Add, entity)], owed: null, cancellationToken);
        return committed ? ClaimedLaunch.Of(anew) : null;
    }

    /// <summary>The launch is cancelled although nobody knows whether its process still runs. False when something changed.</summary>
    public Task<bool> TryGiveUpAsync(LaunchRow launch, SlotRow slot, string? hostname, CancellationToken cancellationToken) => TryEndAsync(
        launch,
        slot,
        new Warning(
            AgentLost,
            "agent",
            $"Agent '{slot.Agent}' is gone and the launch was stopped by force: attempt {launch.Attempt} may still run on {hostname ?? "its machine"}. It is ended there when the agent comes back.",
            time.GetUtcNow()),
        cancellationToken);

    private Task<bool> TryEndAsync(LaunchRow launch, SlotRow slot, Warning? warning, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = new Dictionary<string, object?> { ["state"] = WireName.Of(LaunchState.Cancelled), ["ended_at"] = now };
        if (warning is not null)
            ended["warnings"] = RowJson.Of<IReadOnlyList<Warning>>([.. launch.Warnings, warning]);
        TableTransactionAction[] attempt = slot.PlacedOn is null
            ? []
            : [new(TableTransactionActionType.UpsertMerge, new TableEntity(launch.Id.Partition, RowKeys.Attempt(launch.Id, launch.Attempt)) { ["number"] = launch.Attempt, ["ended_at"] = now })];
        return TryCommitAsync(
            launch,
            slot,
            ended,
            [.. attempt, LaunchEvents.Record(launch.Id, slot.Claim, LaunchState.Cancelled, now, self.Name, AgentLost)],
            Owed(slot, slot.Limits),
            cancellationToken);
    }

    private TableTransactionAction Unclaiming(SlotRow slot) =>
        LaunchEvents.Record(slot.Id, slot.Claim, LaunchState.Pending, time.GetUtcNow(), self.Name, AgentLost);

    // Deadlines begin anew. Why the attempt was told to stop stays: it decides what its end means, which may have come already.
    private static Dictionary<string, object?> Unclaimed(LaunchRow launch) =>
        new((AttemptDeadlines.None with { Force = launch.Terms.Force, StopCause = launch.Terms.StopCause }).ToProperties())
        {
            ["started_at"] = RowTime.None,
        };

    private static OutboxRow Owed(SlotRow slot, IReadOnlyList<LimitHold> limits) => new(slot.Id, slot.Claim, limits) { Wake = slot.Agent };

    private async Task<bool> TryCommitAsync(
        LaunchRow launch,
        SlotRow slot,
        Dictionary<string, object?> changes,
        TableTransactionAction[] more,
        OutboxRow? owed,
        CancellationToken cancellationToken)
    {
        var id = launch.Id;
        var operation = $"takeover.{self.Name}.{ClaimedLaunch.InstanceIdOf(id.ToString(), slot.Claim)}";
        var row = new TableEntity(id.Partition, RowKeys.Launch(id)) { ["operation"] = operation };
        foreach (var (name, value) in changes)
            row[name] = value;

        var committed = await tables.Launches.CommitAsync(
            [
                new(TableTransactionActionType.Delete, new TableEntity(id.Partition, RowKeys.Slot(id, slot.Claim)), slot.ETag),
                new(TableTransactionActionType.UpdateMerge, row, launch.ETag),
                .. more,
                .. owed is null ? [] : (TableTransactionAction[])[new(TableTransactionActionType.UpsertReplace, owed.ToEntity())],
            ],
            cancellationToken);

        // A refusal may be the echo of an own write whose answer was lost.
        return committed.IsCommitted
            || (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken))?.GetText("operation") == operation;
    }
}
