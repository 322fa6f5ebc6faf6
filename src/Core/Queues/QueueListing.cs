using Azure;
using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queues;

/// <summary>A run queue in the directory. What it is stands in its header; here stands its name, and whether somebody began to create or remove it.</summary>
/// <param name="Name">Name of the run queue.</param>
/// <param name="IsUnsettled">Whether healing has to look whether its header says the same.</param>
/// <param name="ChangedAt">When somebody began that last.</param>
/// <param name="ETag">The row's own ETag.</param>
public sealed record QueueListing(string Name, bool IsUnsettled, DateTimeOffset ChangedAt, ETag ETag)
{
    /// <summary>Reads the row.</summary>
    public static QueueListing From(TableEntity row) => new(
        row.GetRequired("name"), row.GetBoolean("is_unsettled") ?? false, row.GetTime("changed_at") ?? DateTimeOffset.MinValue, row.ETag);

    /// <summary>The row of a queue that is about to be created or removed.</summary>
    public static TableEntity Unsettled(string queue, DateTimeOffset now) =>
        new(QueueCatalog.Partition, LaunchId.PartitionOf(queue)) { ["name"] = queue, ["is_unsettled"] = true, ["changed_at"] = now };

    /// <summary>What a row becomes that says the same as its header.</summary>
    public TableEntity ToSettled() => new(QueueCatalog.Partition, LaunchId.PartitionOf(Name)) { ["is_unsettled"] = false };
}
