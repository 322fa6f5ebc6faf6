using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Jobs;

/// <summary>One version of a job: a row that is written once and never changes.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Definition">What it says, as JSON, or where its blob is (<see cref="TextBlobs"/>).</param>
/// <param name="CreatedAt">When it was posted.</param>
/// <param name="Operation">Tells the post that wrote it from all others.</param>
public sealed record JobVersion(string Name, int Version, string Definition, DateTimeOffset CreatedAt, string Operation)
{
    /// <summary>Reads the row.</summary>
    public static JobVersion From(TableEntity row) => new(
        row.GetRequired("name"),
        row.GetInt32("version") ?? 0,
        row.GetRequired("definition"),
        row.GetTime("created_at") ?? DateTimeOffset.MinValue,
        row.GetRequired("operation"));

    /// <summary>The row.</summary>
    public TableEntity ToEntity() => new(JobKeys.Partition, JobKeys.Version(Name, Version))
    {
        ["name"] = Name,
        ["version"] = Version,
        ["definition"] = Definition,
        ["created_at"] = CreatedAt,
        ["operation"] = Operation,
    };
}
