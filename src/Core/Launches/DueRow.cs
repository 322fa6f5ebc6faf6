using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>
/// The index row of a launch that waits. Once it is due, its key orders the queue; its properties are what a claim writes, so
/// that claiming reads no launch row.
/// </summary>
/// <param name="Id">The launch.</param>
/// <param name="Labels">The labels it asks for.</param>
/// <param name="Priority">The priority in the key.</param>
/// <param name="DueAt">When it became due.</param>
/// <param name="Executor">Name of the executor it will run on.</param>
/// <param name="Claims">How often it has been claimed before.</param>
/// <param name="Attempt">Number of the attempt that a claim will work on.</param>
/// <param name="ETag">The row's ETag; default when the row is to be written.</param>
public sealed record DueRow(
    LaunchId Id, LabelSetRow Labels, Priority Priority, DateTimeOffset DueAt, string Executor, int Claims, int Attempt, ETag ETag = default)
{
    /// <summary>The property of an index row and of a launch that says that the launch was marked as late.</summary>
    public const string LateProperty = "late";

    /// <summary>Whether it was marked as late, for this due time.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether it counts as a sweep scheduler.</summary>
    public bool IsScheduler { get; init; }

    /// <summary>The row key once it is due.</summary>
    public string Key => RowKeys.Due(Labels.Hash, (int)Priority, DueAt, Id);

    /// <summary>The row key until then.</summary>
    public string FutureKey => RowKeys.Future(DueAt, Id);

    /// <summary>Reads the row.</summary>
    public static DueRow From(TableEntity row) => new(
        LaunchId.From(row.PartitionKey, row.RowKey[^LaunchId.RestLength..]),
        LabelSetRow.Of(row.GetJson<IReadOnlyList<string>>("labels") ?? []),
        (Priority)(row.GetInt32("priority") ?? (int)Priority.Medium),
        row.GetTime("due_at")!.Value,
        row.GetRequired("executor"),
        row.GetInt32("claims") ?? 0,
        row.GetInt32("attempt") ?? 1,
        row.ETag)
    {
        IsScheduler = row.GetBoolean("is_scheduler") ?? false,
        IsLate = row.GetBoolean(LateProperty) ?? false,
    };

    /// <summary>The row of a launch that is to wait.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="dueAt">When it may be claimed.</param>
    /// <param name="attempt">Number of the attempt that the next claim will work on.</param>
    public static DueRow For(LaunchRow launch, DateTimeOffset dueAt, int attempt) =>
        new(launch.Id, LabelSetRow.Of(launch.Labels), launch.Rank, dueAt, launch.Executor!, launch.Claims, attempt)
        {
            IsScheduler = launch.IsScheduler,
            IsLate = launch.IsLate && launch.DueAt == dueAt,
        };

    /// <summary>The whole row, under one of its keys.</summary>
    public TableEntity ToEntity(string key) => new(Id.Partition, key)
    {
        ["labels"] = RowJson.Of(Labels.Labels),
        ["priority"] = (int)Priority,
        ["due_at"] = DueAt,
        ["executor"] = Executor,
        ["claims"] = Claims,
        ["attempt"] = Attempt,
        ["is_scheduler"] = IsScheduler,
        [LateProperty] = IsLate,
    };
}
