using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>The row that maps an idempotency key to the first launch of the queue that used it.</summary>
/// <param name="Id">That launch.</param>
/// <param name="Key">The key.</param>
/// <param name="BodyHash">Hash of what was submitted with it.</param>
public sealed record KeyRow(LaunchId Id, string Key, string BodyHash)
{
    /// <summary>Reads the row of a key.</summary>
    public static KeyRow From(TableEntity row, string key) => new(LaunchId.Parse(row.GetRequired("launch_id")), key, row.GetRequired("body_hash"));

    /// <summary>The whole row.</summary>
    public TableEntity ToEntity() => new(Id.Partition, RowKeys.Key(Key)) { ["launch_id"] = Id.ToString(), ["body_hash"] = BodyHash };
}
