using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Core.Jobs;

/// <summary>Finds the version of a job that a launch asks for, by name or as W&amp;B knows it.</summary>
public sealed class JobLookup(JobCatalog jobs)
{
    /// <summary>The code for a job, or a version of one, that does not exist.</summary>
    public const string UnknownCode = "unknown_job";

    // Somebody reads them.
    private const int MostNamed = 20;

    /// <summary>The version that a spec asks for now. Whoever accepts the launch keeps <see cref="Job.Reference"/>, because the latest is another one soon.</summary>
    public Task<JobChoice> FindAsync(LaunchSpec spec, CancellationToken cancellationToken) =>
        spec.Job is { } job ? ByNameAsync(job, cancellationToken)
        : spec.WandbOrigin is { JobSource: { } source } run ? BySourceAsync(source, run.JobPointer, cancellationToken)
        : Task.FromResult(JobChoice.None);

    private async Task<JobChoice> BySourceAsync(string source, string pointer, CancellationToken cancellationToken) =>
        await jobs.FindBySourceAsync(source, cancellationToken) is { } found
            ? new JobChoice(found, null)
            : Unknown(
                pointer,
                "No job here has this path as its source. Post one that has, or leave it out and give overrides.entry_point.",
                [.. (await jobs.ListSourcesAsync(MostNamed, cancellationToken)).Order(StringComparer.Ordinal)]);

    private async Task<JobChoice> ByNameAsync(string text, CancellationToken cancellationToken)
    {
        const string pointer = "/job";
        var parts = text.Split(':', 2);
        var (name, version) = (parts[0], parts.Length > 1 ? parts[1] : JobReference.Latest);
        var head = JobReference.IsName(name) ? await jobs.FindHeadAsync(name, cancellationToken) : null;
        if (head is null)
        {
            var names = (await jobs.ListAsync(after: null, MostNamed, cancellationToken)).Select(job => job.Name);
            return Unknown(pointer, "There is no job of this name. Post its first version, or take one that there is.", [.. names]);
        }

        if (JobReference.TryParseVersion(version, out var number) && await jobs.FindAsync(name, number ?? head.Version, cancellationToken) is { } found)
            return new JobChoice(found, null);

        var last = Enumerable.Range(0, Math.Min(head.Version, MostNamed)).Select(back => JobReference.Of(name, head.Version - back));
        return Unknown(
            pointer,
            $"Job '{name}' has no such version: it has those from 1 to {head.Version}, and '{JobReference.Latest}'. Versions are plain numbers, without a v.",
            [JobReference.Of(name, JobReference.Latest), .. last]);
    }

    private static JobChoice Unknown(string pointer, string message, IReadOnlyList<string> allowed) =>
        new(null, new Problem(pointer, UnknownCode, message, allowed));
}
