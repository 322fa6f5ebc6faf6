using System.Globalization;
using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>What a claim that has ended still owes. It is written by the transaction that deletes the slot, and deleted when all of it is done.</summary>
/// <param name="Id">The launch.</param>
/// <param name="Claim">Number of the claim.</param>
/// <param name="Limits">The rows to give back.</param>
public sealed record OutboxRow(LaunchId Id, int Claim, IReadOnlyList<LimitHold> Limits)
{
    /// <summary>The agent whose claim was taken away: its orchestration of the claim is to be woken, so that it finds out. Null when there is none.</summary>
    public string? Wake { get; init; }

    /// <summary>Reads the row.</summary>
    public static OutboxRow From(TableEntity row) => new(
        LaunchId.From(row.PartitionKey, row.RowKey[1..(1 + LaunchId.RestLength)]),
        int.Parse(row.RowKey[(1 + LaunchId.RestLength)..], CultureInfo.InvariantCulture),
        LimitHold.From(row))
    {
        Wake = row.GetText("wake"),
    };

    /// <summary>
    /// What a transaction that deletes a slot adds: nothing when the claim held no limit, because the dispatch that is due then is also
    /// done by every later dispatch of the queue and by healing.
    /// </summary>
    public static TableTransactionAction[] ActionsFor(LaunchId id, int claim, IReadOnlyList<LimitHold> limits) =>
        limits.Count == 0 ? [] : [new(TableTransactionActionType.UpsertReplace, new OutboxRow(id, claim, limits).ToEntity())];

    /// <summary>The whole row.</summary>
    public TableEntity ToEntity() => new(Id.Partition, RowKeys.Outbox(Id, Claim))
    {
        [LimitHold.Property] = LimitHold.Format(Limits),
        ["wake"] = Wake ?? "",
    };
}
