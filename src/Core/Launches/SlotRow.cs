using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>
/// The slot of a claim. While the row exists, the claim holds one of the queue's slots and may write; every write on its
/// behalf merges or deletes this row in the same transaction, so that a claim that was taken away writes nothing.
/// It repeats what the attempt monitor needs, so that watching reads slots only.
/// </summary>
/// <param name="Id">The launch.</param>
/// <param name="Claim">Number of the claim, from 1.</param>
/// <param name="Agent">The agent that claimed.</param>
/// <param name="Executor">Name of the executor of the attempt.</param>
/// <param name="Attempt">Number of the attempt that the claim works on.</param>
/// <param name="State">The last state written under this claim.</param>
/// <param name="DesiredState">What is wanted.</param>
/// <param name="Terms">What the claim is held to.</param>
/// <param name="ClaimedAt">When the claim was made.</param>
/// <param name="Operation">The operation id of the claim.</param>
/// <param name="ETag">The row's ETag; default when the row is to be written.</param>
public sealed record SlotRow(
    LaunchId Id,
    int Claim,
    string Agent,
    string Executor,
    int Attempt,
    LaunchState State,
    DesiredState DesiredState,
    AttemptDeadlines Terms,
    DateTimeOffset ClaimedAt,
    string Operation,
    Azure.ETag ETag = default)
{
    /// <summary>Whether it counts as a sweep scheduler.</summary>
    public bool IsScheduler { get; init; }

    /// <summary>The rows that the claim holds in limits; whoever deletes the slot gives them back (<see cref="OutboxRow"/>).</summary>
    public IReadOnlyList<LimitHold> Limits { get; init; } = [];

    /// <summary>Where the attempt was submitted, or is about to be (<see cref="IExecutor.Instance"/>); null before that.</summary>
    public string? PlacedOn { get; init; }

    /// <summary>How often in a row the launch was claimed anew because nothing came of its claim.</summary>
    public int Stalls { get; init; }

    /// <summary>The key of the attempt.</summary>
    public string AttemptKey => Id.AttemptKey(Attempt);

    /// <summary>Reads the row.</summary>
    public static SlotRow From(TableEntity row) => new(
        LaunchId.From(row.PartitionKey, row.RowKey[1..(1 + LaunchId.RestLength)]),
        int.Parse(row.RowKey[(1 + LaunchId.RestLength)..], System.Globalization.CultureInfo.InvariantCulture),
        row.GetRequired("agent"),
        row.GetRequired("executor"),
        row.GetInt32("attempt") ?? 1,
        row.GetWire<LaunchState>("state"),
        row.GetWire<DesiredState>("desired_state"),
        AttemptDeadlines.From(row),
        row.GetTime("claimed_at")!.Value,
        row.GetRequired("operation"),
        row.ETag)
    {
        IsScheduler = row.GetBoolean("is_scheduler") ?? false,
        Limits = LimitHold.From(row),
        PlacedOn = row.GetText("placed_on"),
        Stalls = row.GetInt32("stalls") ?? 0,
    };

    /// <summary>The whole row, for a new claim.</summary>
    public TableEntity ToEntity() => new(Id.Partition, RowKeys.Slot(Id, Claim))
    {
        ["agent"] = Agent,
        ["executor"] = Executor,
        ["attempt"] = Attempt,
        ["state"] = WireName.Of(State),
        ["desired_state"] = WireName.Of(DesiredState),
        ["claimed_at"] = ClaimedAt,
        ["operation"] = Operation,
        ["is_scheduler"] = IsScheduler,
        [LimitHold.Property] = LimitHold.Format(Limits),
        ["force"] = Terms.Force,
        ["placed_on"] = PlacedOn ?? "",
        ["stalls"] = Stalls,
    };
}
