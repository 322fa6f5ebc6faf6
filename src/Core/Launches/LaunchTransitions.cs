using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Agents;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>
/// Writes on behalf of a claim. Every write is one transaction that also merges or deletes the claim's slot row: when that
/// row is gone, the claim was taken away and nothing is written.
/// </summary>
public sealed class LaunchTransitions(LaunchTables tables, AgentOptions agent, TimeProvider time)
{
    /// <summary>
    /// Records that an attempt is about to be submitted, and where: from then on nobody may submit it anywhere else. False when the claim was
    /// taken away.
    /// </summary>
    public Task<bool> TryMarkStartingAsync(
        LaunchRow launch, ClaimedLaunch claim, string placedOn, LaunchTimeouts timeouts, CancellationToken cancellationToken)
    {
        // Recorded by a run of the activity that died: the attempt may have run since, so only the fence is asked.
        if (launch.State == LaunchState.Starting)
            return TryCommitAsync([new(TableTransactionActionType.UpdateMerge, Row(launch.Id, RowKeys.Slot(launch.Id, claim.Claim), []), ETag.All)], cancellationToken);

        var now = time.GetUtcNow();
        DateTimeOffset? startBy = timeouts.StartSeconds == 0 ? null : now.AddSeconds(timeouts.StartSeconds);
        return TryCommitAsync(
            [
                // The other terms stay: somebody may have asked for force since the claim.
                .. MergeBoth(launch.Id, claim.Claim, LaunchState.Starting, new()
                {
                    ["start_by"] = RowTime.Of(startBy),
                    ["run_seconds"] = timeouts.RunSeconds,
                    ["placed_on"] = placedOn,
                }, launch: launch.ETag),
                UpsertAttempt(launch.Id, launch.Attempt, new() { ["executor"] = launch.Executor, ["submitted_at"] = now }),
                LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.Claimed, claim.ClaimedAt, agent.Name),
                LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.Starting, now, agent.Name),
            ],
            cancellationToken);
    }

    /// <summary>Records that the command was seen running, unless the slot changed since it was read: a stop must not be forgotten for it.</summary>
    public Task MarkRunningAsync(SlotRow slot, AttemptObservation seen, CancellationToken cancellationToken)
    {
        var startedAt = seen.StartedAt ?? time.GetUtcNow();
        DateTimeOffset? endBy = slot.Terms.RunSeconds == 0 ? null : startedAt.AddSeconds(slot.Terms.RunSeconds);
        return TryCommitAsync(
            [
                .. MergeBoth(slot.Id, slot.Claim, LaunchState.Running, new() { ["started_at"] = startedAt, ["end_by"] = RowTime.Of(endBy) }, slot.ETag),
                UpsertAttempt(slot.Id, slot.Attempt, new() { ["started_at"] = startedAt, ["external_id"] = seen.ExternalId }),
                LaunchEvents.Record(slot.Id, slot.Claim, LaunchState.Running, startedAt, agent.Name),
            ],
            cancellationToken);
    }

    /// <summary>Records that the attempt is about to be told to stop. False when the claim was taken away.</summary>
    public Task<bool> TryMarkStoppingAsync(
        LaunchRow launch, ClaimedLaunch claim, StopCause cause, LaunchTimeouts timeouts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return TryCommitAsync(
            [
                .. MergeBoth(launch.Id, claim.Claim, LaunchState.Stopping, new()
                {
                    ["stop_cause"] = WireName.Of(cause),
                    ["force_at"] = now.AddSeconds(timeouts.StopGraceSeconds),
                }),
                LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.Stopping, now, agent.Name, WireName.Of(cause)),
            ],
            cancellationToken);
    }

    /// <summary>
    /// Records the end of an attempt after which another one follows: slot given back, launch in the future index, outbox. False when the
    /// claim was taken away, or when somebody changed the launch (a stop) since it was read.
    /// </summary>
    public async Task<bool> TryRetryAsync(
        LaunchRow launch,
        ClaimedLaunch claim,
        AttemptObservation seen,
        LaunchAction.Retry retry,
        DateTimeOffset dueAt,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var waiting = DueRow.For(launch, dueAt, launch.Attempt + 1);
        var operation = RetryOperation(claim);
        var merged = new Dictionary<string, object?>(AttemptDeadlines.None.ToProperties())
        {
            ["state"] = WireName.Of(LaunchState.AwaitingRetry),
            ["attempt"] = launch.Attempt + 1,
            [retry.CountsAsLoss ? "losses" : "failures"] = (retry.CountsAsLoss ? launch.Losses : launch.Failures) + 1,
            ["due_at"] = dueAt,
            [DueRow.LateProperty] = false,
            ["index_key"] = waiting.FutureKey,
            ["started_at"] = RowTime.None,
            ["placed_on"] = "",
            ["exit_code"] = seen.ExitCode,
            ["error"] = RowJson.Of(retry.Outcome.Error),
            ["operation"] = operation,
        };
        return await TryCommitAsync(
            [
                DeleteSlot(launch.Id, claim.Claim),
                // Not "whatever it is now": a stop that came since must be seen before another attempt is promised.
                new(TableTransactionActionType.UpdateMerge, Row(launch.Id, RowKeys.Launch(launch.Id), merged), launch.ETag),
                EndAttempt(launch, seen, retry.Outcome, now),
                .. RanUnseen(launch, claim, seen),
                LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.AwaitingRetry, now, agent.Name, retry.Outcome.Error?.Code),
                new(TableTransactionActionType.Add, waiting.ToEntity(waiting.FutureKey)),
                .. OutboxRow.ActionsFor(launch.Id, claim.Claim, launch.Limits),
            ],
            cancellationToken)
            || await WasOwnAsync(launch.Id, operation, cancellationToken);
    }

    /// <summary>Records the end of a launch: final record, slot given back, outbox. False when the claim was taken away.</summary>
    public async Task<bool> TryCompleteAsync(
        LaunchRow launch,
        ClaimedLaunch claim,
        AttemptObservation seen,
        LaunchOutcome outcome,
        StoredResult result,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var operation = EndOperation(claim);
        var merged = new Dictionary<string, object?>
        {
            ["state"] = WireName.Of(outcome.State),
            ["started_at"] = RowTime.Of(seen.StartedAt ?? launch.StartedAt),
            ["ended_at"] = now,
            ["exit_code"] = seen.ExitCode,
            ["error"] = RowJson.Of(outcome.Error),
            ["result"] = result.Address,
            ["operation"] = operation,
        };
        if (result.Warning is { } warning)
            merged["warnings"] = RowJson.Of<IReadOnlyList<Warning>>([.. launch.Warnings, warning with { At = now }]);
        return await TryCommitAsync(
            [
                DeleteSlot(launch.Id, claim.Claim),
                new(TableTransactionActionType.UpdateMerge, Row(launch.Id, RowKeys.Launch(launch.Id), merged), ETag.All),
                EndAttempt(launch, seen, outcome, now),
                .. RanUnseen(launch, claim, seen),
                LaunchEvents.Record(launch.Id, claim.Claim, outcome.State, now, agent.Name, outcome.Error?.Code),
                .. OutboxRow.ActionsFor(launch.Id, claim.Claim, launch.Limits),
            ],
            cancellationToken)
            || await WasOwnAsync(launch.Id, operation, cancellationToken);
    }

    /// <summary>The operation id by which a launch shows that this claim recorded the end of its attempt and that another follows.</summary>
    public static string RetryOperation(ClaimedLaunch claim) => $"retry.{claim.InstanceId}";

    /// <summary>The operation id by which a launch shows that this claim recorded its end.</summary>
    public static string EndOperation(ClaimedLaunch claim) => $"end.{claim.InstanceId}";

    private static TableTransactionAction DeleteSlot(LaunchId id, int claim) =>
        new(TableTransactionActionType.Delete, new TableEntity(id.Partition, RowKeys.Slot(id, claim)), ETag.All);

    // What the attempt monitor must know stands in the slot as well as in the launch.
    private static TableTransactionAction[] MergeBoth(
        LaunchId id, int claim, LaunchState state, Dictionary<string, object?> properties, ETag? slot = null, ETag? launch = null)
    {
        properties["state"] = WireName.Of(state);
        return
        [
            new(TableTransactionActionType.UpdateMerge, Row(id, RowKeys.Slot(id, claim), properties), slot ?? ETag.All),
            new(TableTransactionActionType.UpdateMerge, Row(id, RowKeys.Launch(id), properties), launch ?? ETag.All),
        ];
    }

    // A short command ends before anybody saw it run; its history says that it did all the same.
    private TableTransactionAction[] RanUnseen(LaunchRow launch, ClaimedLaunch claim, AttemptObservation seen) =>
        launch.State == LaunchState.Starting && seen.StartedAt is { } startedAt
            ? [LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.Running, startedAt, agent.Name)]
            : [];

    private static TableTransactionAction EndAttempt(LaunchRow launch, AttemptObservation seen, LaunchOutcome outcome, DateTimeOffset now) =>
        UpsertAttempt(launch.Id, launch.Attempt, new()
        {
            ["started_at"] = RowTime.Of(seen.StartedAt ?? launch.StartedAt),
            ["ended_at"] = seen.EndedAt ?? now,
            ["exit_code"] = seen.ExitCode,
            ["signal"] = seen.Signal ?? "",
            ["external_id"] = seen.ExternalId,
            ["error"] = RowJson.Of(outcome.Error),
        });

    private static TableTransactionAction UpsertAttempt(LaunchId id, int number, Dictionary<string, object?> properties)
    {
        properties["number"] = number;
        return new(TableTransactionActionType.UpsertMerge, Row(id, RowKeys.Attempt(id, number), properties));
    }

    private static TableEntity Row(LaunchId id, string key, Dictionary<string, object?> properties)
    {
        var row = new TableEntity(id.Partition, key);
        foreach (var (name, value) in properties)
            row[name] = value;
        return row;
    }

    private async Task<bool> TryCommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        (await tables.Launches.CommitAsync(actions, cancellationToken)).IsCommitted;

    // The slot is deleted by our own success as well, when its answer was lost.
    private async Task<bool> WasOwnAsync(LaunchId id, string operation, CancellationToken cancellationToken) =>
        (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken))?.GetText("operation") == operation;
}
