using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Jobs;

/// <summary>A job: which of its versions is the latest, and what lists show of that. Changes in one transaction with the version that it names.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Version">Its latest version; those before it are there from 1 on.</param>
/// <param name="Source">W&amp;B's path of that version; null is none.</param>
/// <param name="Image">Its image; null is none.</param>
/// <param name="CreatedAt">When it was posted.</param>
/// <param name="Content">The hash of what it says.</param>
/// <param name="ETag">The row's own ETag.</param>
public sealed record JobHead(string Name, int Version, string? Source, string? Image, DateTimeOffset CreatedAt, string Content, ETag ETag)
{
    /// <summary>Reads the row.</summary>
    public static JobHead From(TableEntity row) => new(
        row.GetRequired("name"),
        row.GetInt32("version") ?? 0,
        row.GetText("source"),
        row.GetText("image"),
        row.GetTime("created_at") ?? DateTimeOffset.MinValue,
        row.GetRequired("content"),
        row.ETag);

    /// <summary>The row.</summary>
    public TableEntity ToEntity() => new(JobKeys.Partition, JobKeys.Head(Name))
    {
        ["name"] = Name,
        ["version"] = Version,
        ["source"] = Source ?? "",
        ["image"] = Image ?? "",
        ["created_at"] = CreatedAt,
        ["content"] = Content,
    };

    /// <summary>As lists show it.</summary>
    public JobSummary ToSummary() => new(Name, Version, Source, Image, CreatedAt);
}
