using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>
/// Writes on behalf of a claim. Every write is one transaction that also merges or deletes the claim's slot row: when that
/// row is gone, the claim was taken away and nothing is written.
/// </summary>
public sealed class LaunchWriter(LaunchTables tables, AgentOptions agent, TimeProvider time)
{
    /// <summary>Records that an attempt is about to be submitted. False when the claim was taken away.</summary>
    public async Task<bool> TryMarkStartingAsync(LaunchRow launch, ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var committed = await tables.Launches.CommitAsync(
            [
                MergeSlot(launch.Id, claim.Claim, LaunchState.Starting),
                MergeLaunch(launch.Id, LaunchState.Starting, []),
                UpsertAttempt(launch.Id, launch.Attempt, new() { ["executor"] = launch.Executor, ["submitted_at"] = now }),
                LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.Claimed, claim.ClaimedAt, agent.Name),
                LaunchEvents.Record(launch.Id, claim.Claim, LaunchState.Starting, now, agent.Name),
            ],
            cancellationToken);
        return committed.IsCommitted;
    }

    /// <summary>Records that the command was seen running. A claim that was taken away changes nothing.</summary>
    public Task MarkRunningAsync(SlotRow slot, AttemptObservation seen, CancellationToken cancellationToken)
    {
        var startedAt = seen.StartedAt ?? time.GetUtcNow();
        return tables.Launches.CommitAsync(
            [
                MergeSlot(slot.Id, slot.Claim, LaunchState.Running),
                MergeLaunch(slot.Id, LaunchState.Running, new() { ["started_at"] = startedAt }),
                UpsertAttempt(slot.Id, slot.Attempt, new() { ["started_at"] = startedAt, ["external_id"] = seen.ExternalId }),
                LaunchEvents.Record(slot.Id, slot.Claim, LaunchState.Running, startedAt, agent.Name),
            ],
            cancellationToken);
    }

    /// <summary>Records the end of a launch: final record, slot given back, outbox. False when the claim was taken away.</summary>
    public async Task<bool> TryCompleteAsync(
        LaunchRow launch,
        ClaimedLaunch claim,
        AttemptObservation seen,
        LaunchOutcome outcome,
        string result,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var startedAt = seen.StartedAt ?? launch.StartedAt;
        var operation = $"end.{claim.InstanceId}";
        var ended = new Dictionary<string, object?>
        {
            ["started_at"] = RowTime.Of(startedAt),
            ["ended_at"] = now,
            ["exit_code"] = seen.ExitCode,
            ["error"] = RowJson.Of(outcome.Error),
        };
        var committed = await tables.Launches.CommitAsync(
            [
                new(TableTransactionActionType.Delete, new TableEntity(launch.Id.Partition, RowKeys.Slot(launch.Id, claim.Claim)), ETag.All),
                MergeLaunch(launch.Id, outcome.State, new(ended) { ["operation"] = operation, ["result"] = result }),
                UpsertAttempt(launch.Id, launch.Attempt, new(ended)
                {
                    ["ended_at"] = seen.EndedAt ?? now,
                    ["signal"] = seen.Signal ?? "",
                    ["external_id"] = seen.ExternalId,
                }),
                LaunchEvents.Record(launch.Id, claim.Claim, outcome.State, now, agent.Name, outcome.Error?.Code),
                new(TableTransactionActionType.UpsertReplace, new TableEntity(launch.Id.Partition, RowKeys.Outbox(launch.Id)) { ["queue"] = launch.Queue }),
            ],
            cancellationToken);

        // The slot is deleted by our own success as well, when its answer was lost.
        return committed.IsCommitted
            || (await tables.Launches.FindAsync(launch.Id.Partition, RowKeys.Launch(launch.Id), cancellationToken))?.GetText("operation") == operation;
    }

    private static TableTransactionAction MergeSlot(LaunchId id, int claim, LaunchState state) => new(
        TableTransactionActionType.UpdateMerge,
        new TableEntity(id.Partition, RowKeys.Slot(id, claim)) { ["state"] = WireName.Of(state) },
        ETag.All);

    private static TableTransactionAction MergeLaunch(LaunchId id, LaunchState state, Dictionary<string, object?> properties) => new(
        TableTransactionActionType.UpdateMerge,
        WithProperties(new TableEntity(id.Partition, RowKeys.Launch(id)) { ["state"] = WireName.Of(state) }, properties),
        ETag.All);

    private static TableTransactionAction UpsertAttempt(LaunchId id, int number, Dictionary<string, object?> properties) => new(
        TableTransactionActionType.UpsertMerge,
        WithProperties(new TableEntity(id.Partition, RowKeys.Attempt(id, number)) { ["number"] = number }, properties));

    private static TableEntity WithProperties(TableEntity row, Dictionary<string, object?> properties)
    {
        foreach (var (name, value) in properties)
            row[name] = value;
        return row;
    }
}
