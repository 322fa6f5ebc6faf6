using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Jobs;

/// <summary>Which version W&amp;B's path of a job stands for: the one that was posted last with it, of whatever job.</summary>
/// <param name="Source">The path.</param>
/// <param name="Name">The job's name.</param>
/// <param name="Version">The version.</param>
public sealed record JobSource(string Source, string Name, int Version)
{
    /// <summary>Reads the row.</summary>
    public static JobSource From(TableEntity row) => new(row.GetRequired("source"), row.GetRequired("name"), row.GetInt32("version") ?? 0);

    /// <summary>The row.</summary>
    public TableEntity ToEntity() => new(JobKeys.Partition, JobKeys.Source(Source)) { ["source"] = Source, ["name"] = Name, ["version"] = Version };
}
