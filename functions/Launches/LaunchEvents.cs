using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>
/// The history rows of a launch. An event's number comes from its claim and its kind, never from a counter, so that a
/// repeated activity writes the same row again.
/// </summary>
public static class LaunchEvents
{
    private const int KindsPerClaim = 100;

    /// <summary>The action that records a state reached under a claim; claim 0 is before the first.</summary>
    public static TableTransactionAction Record(
        LaunchId id, int claim, LaunchState state, DateTimeOffset at, string by, string? reasonCode = null) => new(
        TableTransactionActionType.UpsertMerge,
        new TableEntity(id.Partition, RowKeys.Event(id, (claim * KindsPerClaim) + (int)state))
        {
            ["at"] = at,
            ["state"] = WireName.Of(state),
            ["reason_code"] = reasonCode ?? "",
            ["by"] = by,
        });

    /// <summary>Reads a row.</summary>
    public static HistoryEntry From(TableEntity row) =>
        new(row.GetTime("at")!.Value, row.GetWire<LaunchState>("state"), row.GetText("reason_code"), row.GetText("by"));
}
