using Azure;
using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Retention;

/// <summary>How far the daily removal of old launches is in one run queue. A row of table <c>Directory</c>, so that of all agents only one does it.</summary>
/// <param name="QueuePartition">The partition of the queue's rows.</param>
/// <param name="NextAt">When the next step is due.</param>
/// <param name="From">The row key to go on from; null at the beginning of a day.</param>
/// <param name="ETag">The row's ETag; null when there is no row yet.</param>
public sealed record RetentionRow(string QueuePartition, DateTimeOffset NextAt, string? From, ETag? ETag)
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "retention";

    /// <summary>Reads the row; one that does not exist is due.</summary>
    public static RetentionRow Read(string queuePartition, TableEntity? row) => row is null
        ? new RetentionRow(queuePartition, DateTimeOffset.MinValue, From: null, ETag: null)
        : new RetentionRow(queuePartition, row.GetTime("next_at") ?? DateTimeOffset.MinValue, row.GetText("from"), row.ETag);

    /// <summary>The action that replaces the row by another state, unless somebody else did.</summary>
    public TableTransactionAction ReplaceBy(DateTimeOffset nextAt, string? from)
    {
        var row = new TableEntity(Partition, QueuePartition) { ["next_at"] = nextAt, ["from"] = from ?? "" };
        return ETag is { } etag ? new(TableTransactionActionType.UpdateReplace, row, etag) : new(TableTransactionActionType.Add, row);
    }
}
