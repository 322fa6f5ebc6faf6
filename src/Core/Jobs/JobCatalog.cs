using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Jobs;

/// <summary>Reads jobs. Whatever their number, a version costs one call, and one more for each of: that it is the latest, that its text is a blob.</summary>
public sealed class JobCatalog(LaunchTables tables, TextBlobs texts)
{
    /// <summary>The latest version of a job, without what it says; null when there is no such job.</summary>
    public async Task<JobHead?> FindHeadAsync(string name, CancellationToken cancellationToken) =>
        await tables.Directory.FindAsync(JobKeys.Partition, JobKeys.Head(name), cancellationToken) is { } row ? JobHead.From(row) : null;

    /// <summary>A version; null when there is none.</summary>
    public async Task<Job?> FindAsync(string name, int version, CancellationToken cancellationToken) =>
        await FindRowAsync(name, version, cancellationToken) is { } row ? await ReadAsync(row, cancellationToken) : null;

    /// <summary>The row of a version; null when there is none.</summary>
    public async Task<JobVersion?> FindRowAsync(string name, int version, CancellationToken cancellationToken) =>
        await tables.Directory.FindAsync(JobKeys.Partition, JobKeys.Version(name, version), cancellationToken) is { } row ? JobVersion.From(row) : null;

    /// <summary>What a version says.</summary>
    /// <exception cref="JsonException">Somebody else wrote into the row.</exception>
    public async Task<Job> ReadAsync(JobVersion row, CancellationToken cancellationToken)
    {
        var json = await texts.LoadAsync(row.Definition, cancellationToken);
        var definition = ContractJson.Deserialize<JobRequest>(json) ?? throw new JsonException($"Version {row.Version} of job {row.Name} says nothing.");
        return new Job(row.Name, row.Version, definition, row.CreatedAt);
    }

    /// <summary>The version that was posted last with a source; null when there is none.</summary>
    public async Task<Job?> FindBySourceAsync(string source, CancellationToken cancellationToken) =>
        await tables.Directory.FindAsync(JobKeys.Partition, JobKeys.Source(source), cancellationToken) is { } row && JobSource.From(row) is var found && found.Source == source
            ? await FindAsync(found.Name, found.Version, cancellationToken)
            : null;

    /// <summary>The jobs behind a name, by name.</summary>
    /// <param name="after">The name; null is from the first one on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<JobHead>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var from = after is null ? JobKeys.Heads : JobKeys.BehindHead(after);
        var rows = await tables.Directory.QueryAsync(JobKeys.Partition, from, RowRange.EndOf(JobKeys.Heads), limit, cancellationToken);
        return [.. rows.Select(JobHead.From)];
    }

    /// <summary>Some of the sources that versions have, in no order.</summary>
    public async Task<IReadOnlyList<string>> ListSourcesAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await tables.Directory.QueryPrefixAsync(JobKeys.Partition, JobKeys.Sources, limit, cancellationToken)).Select(row => JobSource.From(row).Source)];
}
