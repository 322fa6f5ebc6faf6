using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>The entity-group transaction that claims launches: all of them, under the header that allowed it, or none.</summary>
public static class ClaimTransaction
{
    private const int ActionsPerLaunch = 3;
    private const int LaunchAction = 1;

    /// <summary>The slots that a claim will hold.</summary>
    public static IReadOnlyList<SlotRow> SlotsFor(
        IReadOnlyList<ClaimCandidate> chosen, string agent, string operation, DateTimeOffset now) =>
        [.. chosen.Select((candidate, index) => SlotFor(candidate.Due, agent, operation, now) with
        {
            Limits = [.. candidate.Limits.Select(limit => new LimitHold(limit.Key, LimitKeys.Claim(operation, index)))],
        })];

    /// <summary>The actions of the transaction: the header, then three for each launch.</summary>
    public static IReadOnlyList<TableTransactionAction> Actions(
        QueueHeader header, IReadOnlyList<ClaimCandidate> chosen, IReadOnlyList<SlotRow> slots, string operation) =>
        [header.ClaimGuard(operation, WaitsWith(header, chosen, slots)), .. chosen.Zip(slots).SelectMany(pair => ActionsOf(pair.First.Due, pair.Second))];

    /// <summary>Which of the chosen launches has no record, when that is what the transaction was refused for.</summary>
    public static int? LaunchMissing(CommitResult refused) =>
        refused is { Outcome: CommitOutcome.Missing, FailedIndex: > 0 and { } failed } && (failed - 1) % ActionsPerLaunch == LaunchAction
            ? (failed - 1) / ActionsPerLaunch
            : null;

    // Of each launch the first wait: its retries have waited on purpose, and who is taken over has waited for no room.
    private static WaitHistory WaitsWith(QueueHeader header, IReadOnlyList<ClaimCandidate> chosen, IReadOnlyList<SlotRow> slots)
    {
        var now = slots[0].ClaimedAt;
        return header.Waits.With(chosen.Select(candidate => candidate.Due).Where(due => due.Claims == 0).Select(due => now - due.DueAt), now);
    }

    private static SlotRow SlotFor(DueRow row, string agent, string operation, DateTimeOffset now) =>
        new(row.Id, row.Claims + 1, agent, row.Executor, row.Attempt, LaunchState.Claimed, DesiredState.Run, AttemptDeadlines.None, now, operation)
        {
            IsScheduler = row.IsScheduler,
        };

    private static TableTransactionAction[] ActionsOf(DueRow due, SlotRow slot) =>
    [
        new(TableTransactionActionType.Delete, new TableEntity(due.Id.Partition, due.Key), due.ETag),
        new(TableTransactionActionType.UpdateMerge, ClaimedLaunchRow(slot), Azure.ETag.All),
        new(TableTransactionActionType.Add, slot.ToEntity()),
    ];

    private static TableEntity ClaimedLaunchRow(SlotRow slot) => new(slot.Id.Partition, RowKeys.Launch(slot.Id))
    {
        ["state"] = WireName.Of(LaunchState.Claimed),
        ["claims"] = slot.Claim,
        ["claimed_at"] = slot.ClaimedAt,
        ["agent"] = slot.Agent,
        ["index_key"] = "",
        [LimitHold.Property] = LimitHold.Format(slot.Limits),
    };
}
