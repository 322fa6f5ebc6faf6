using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>
/// The history rows of a launch. An event's number comes from its claim and its kind, never from a counter, so that a
/// repeated activity writes the same row again.
/// </summary>
public static class LaunchEvents
{
    /// <summary>Its code in histories.</summary>
    public const string LateCode = "late";

    private const int KindsPerClaim = 100;

    // Beside those of the states.
    private const int LateKind = 50;

    /// <summary>The action that records a state reached under a claim; claim 0 is before the first.</summary>
    public static TableTransactionAction Record(
        LaunchId id, int claim, LaunchState state, DateTimeOffset at, string by, string? reasonCode = null) =>
        Entry(id, (claim * KindsPerClaim) + (int)state, state, at, by, reasonCode);

    /// <summary>The action that records that a launch which waits is late.</summary>
    /// <param name="id">The launch.</param>
    /// <param name="claims">How often it has been claimed.</param>
    /// <param name="state">The state in which it waits.</param>
    /// <param name="at">When it was noticed.</param>
    /// <param name="by">Who noticed.</param>
    public static TableTransactionAction Late(LaunchId id, int claims, LaunchState state, DateTimeOffset at, string by) =>
        Entry(id, (claims * KindsPerClaim) + LateKind, state, at, by, LateCode);

    /// <summary>Reads a row.</summary>
    public static HistoryEntry From(TableEntity row) =>
        new(row.GetTime("at")!.Value, row.GetWire<LaunchState>("state"), row.GetText("reason_code"), row.GetText("by"));

    private static TableTransactionAction Entry(LaunchId id, int number, LaunchState state, DateTimeOffset at, string by, string? reasonCode) => new(
        TableTransactionActionType.UpsertMerge,
        new TableEntity(id.Partition, RowKeys.Event(id, number))
        {
            ["at"] = at,
            ["state"] = WireName.Of(state),
            ["reason_code"] = reasonCode ?? "",
            ["by"] = by,
        });
}
