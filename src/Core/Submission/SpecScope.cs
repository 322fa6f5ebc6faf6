using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Submission;

/// <summary>What was read to check specs that come together: each queue and job once, and which label sets they bring. For so few of them that it does not grow old.</summary>
public sealed class SpecScope(QueueCatalog queues, JobLookup jobs)
{
    private readonly Dictionary<string, QueueHeader?> _headers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Name, string? Source, string? Pointer), JobChoice> _jobs = [];
    private readonly HashSet<(string Partition, string Set)> _taken = [];

    /// <summary>The header of a queue; null when there is no such queue.</summary>
    public async Task<QueueHeader?> FindAsync(string queue, CancellationToken cancellationToken)
    {
        if (!_headers.TryGetValue(queue, out var header))
            _headers[queue] = header = await queues.FindAsync(queue, cancellationToken);
        return header;
    }

    /// <summary>The job that a spec asks for; what is the latest version for one of the scope is it for all.</summary>
    public async Task<JobChoice> FindJobAsync(LaunchSpec spec, CancellationToken cancellationToken)
    {
        var key = (spec.Job, spec.WandbOrigin?.JobSource, spec.WandbOrigin?.JobPointer);
        if (!_jobs.TryGetValue(key, out var choice))
            _jobs[key] = choice = await jobs.FindAsync(spec, cancellationToken);
        return choice;
    }

    /// <summary>Whether a launch of the scope has this label set already.</summary>
    public bool Has(string partition, string labelSet) => _taken.Contains((partition, labelSet));

    /// <summary>Notes that a launch has it.</summary>
    public void Take(string partition, string labelSet) => _taken.Add((partition, labelSet));

    /// <summary>The label sets that launches of the scope have in a queue.</summary>
    public IEnumerable<string> Taken(string partition) => _taken.Where(taken => taken.Partition == partition).Select(taken => taken.Set);
}
