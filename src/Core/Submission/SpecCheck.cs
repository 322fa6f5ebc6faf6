using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Core.Submission;

/// <summary>Checks a spec against its queue and this deployment, and finds all that is wrong with it at once: also beside what its text got wrong.</summary>
public sealed class SpecCheck(QueueCatalog queues, JobLookup jobs, SpecResolver resolver, LabelSetLimit labelSets)
{
    /// <summary>Checks a spec that was read.</summary>
    public Task<CheckedSpec> CheckAsync(ParsedSpec parsed, CancellationToken cancellationToken) => CheckAsync(parsed, NewScope(), cancellationToken);

    /// <summary>For specs that come together, so that what they have in common is read once.</summary>
    public SpecScope NewScope() => new(queues, jobs);

    /// <summary>Checks one of several specs that come together.</summary>
    public async Task<CheckedSpec> CheckAsync(ParsedSpec parsed, SpecScope scope, CancellationToken cancellationToken)
    {
        if (parsed.Readable is not { } spec)
            return new CheckedSpec(parsed, Header: null, parsed.Problems);

        var name = spec.Queue ?? QueueNames.Default;
        var header = await scope.FindAsync(name, cancellationToken);
        var (job, noJob) = await scope.FindJobAsync(spec, cancellationToken);
        var findings = resolver.Check(spec, header, job);
        Problem[] found =
        [
            .. header is null ? [UnknownQueue(name)] : Array.Empty<Problem>(),
            .. noJob is null ? [] : new[] { noJob },
            .. findings.Problems.Select(problem => WandbPointers.Place(spec, problem)),
        ];
        Problem[] problems = [.. parsed.Problems, .. found.Where(problem => !parsed.Problems.Any(known => Covers(known.Pointer, problem.Pointer)))];
        if (problems.Length > 0)
            return new CheckedSpec(parsed, header, Storable(problems));

        // Only for what is good otherwise: this costs a call.
        IReadOnlyList<Problem> last = [.. SpecResolver.CheckSource(JobDefaults.Apply(spec, job)).Select(problem => WandbPointers.Place(spec, problem))];
        if (last.Count == 0 && await labelSets.CheckAsync(header!, spec.Labels ?? [], scope, cancellationToken) is { } tooMany)
            last = [tooMany];
        return new CheckedSpec(parsed, header, last) { Job = job, Warnings = [.. parsed.Warnings, .. findings.Warnings] };
    }

    private static Problem UnknownQueue(string name) =>
        new("/queue", "unknown_queue", $"There is no run queue '{name}'. Create it first, or leave the field out to use '{QueueNames.Default}'.");

    // They are kept with a rejected launch. Reading a spec lists as many at most.
    private static IReadOnlyList<Problem> Storable(Problem[] problems) => problems.Length <= SpecLimits.Problems + 1
        ? problems
        : [.. problems.Take(SpecLimits.Problems), new Problem("", ProblemCodes.TooManyProblems, "There are more problems than are listed here. Mend these and send it again.")];

    // A field that could not be read is one problem, whatever else is said about its remains.
    private static bool Covers(string known, string pointer) => known == pointer || pointer.StartsWith(known + "/", StringComparison.Ordinal) && known.Length > 0;
}
