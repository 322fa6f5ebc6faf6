using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>Fills macros and template variables into a launch and merges its resource args, and finds beforehand what cannot be filled.</summary>
public sealed class SpecFilling(MacroSettings settings, MacroRules macros)
{
    // An id that is as long as they get, for a launch that has none yet.
    private static readonly string AnyId = new('0', LaunchId.Length);

    /// <summary>Everything in a launch that cannot be filled in.</summary>
    /// <param name="spec">What the launch says; its pointers are told.</param>
    /// <param name="whole">The same with its job's defaults.</param>
    /// <param name="header">Its queue; null when there is no such queue.</param>
    /// <param name="job">Its job; null is none.</param>
    public IReadOnlyList<Problem> Check(LaunchSpec spec, LaunchSpec whole, QueueHeader? header, Job? job)
    {
        Problem[] problems =
        [
            .. macros.In(spec.Args, SpecPointers.Args(spec)),
            .. macros.In(spec.Env, SpecPointers.Env),
            .. macros.In(spec.ResourceArgs, SpecPointers.ResourceArgs(spec), hasVariables: false),
            .. InOthers(macros.In(header?.Config.ResourceArgs, "/resource_args", hasVariables: true), "/queue", $"queue '{header?.Queue}'"),
            .. InOthers(InJob(spec, job), SpecPointers.Job(spec), $"job '{job?.Reference}'"),
            .. header is null ? [] : LaunchVariables.Check(header.Queue, header.Config.TemplateVariables, spec.TemplateVariables, SpecPointers.TemplateVariables(spec)),
        ];
        return problems.Length > 0 || header is null ? problems : [.. FilledSize.Check(whole, header, job, FillingOf(whole, header, AnyId, spec.RunId ?? AnyId))];
    }

    /// <summary>Values that a launch gives, and that have no effect because the queue does not use the variable anywhere.</summary>
    public static IEnumerable<string> UnusedVariables(LaunchSpec spec, QueueHeader header)
    {
        var used = header.Config.ResourceArgs is { } args ? Placeholders.In(args) : new HashSet<string>();
        return (spec.TemplateVariables?.Keys ?? []).Where(name => !used.Contains(name));
    }

    /// <summary>A launch that nothing stands against, filled in as it will be once it has an id.</summary>
    public FilledSpec Preview(LaunchSpec whole, QueueHeader header, Job? job) => Fill(whole, header, job, AnyId, whole.RunId ?? AnyId);

    /// <summary>Fills in a launch that nothing stands against.</summary>
    /// <param name="whole">The spec, with its job's defaults.</param>
    /// <param name="header">Its queue.</param>
    /// <param name="job">Its job; null is none.</param>
    /// <param name="launchId">Its id.</param>
    /// <param name="runId">Its run id.</param>
    public FilledSpec Fill(LaunchSpec whole, QueueHeader header, Job? job, string launchId, string runId)
    {
        var filling = FillingOf(whole, header, launchId, runId);
        return new FilledSpec(
            [.. (whole.Args ?? []).Select(filling.Text)],
            (whole.Env ?? new Dictionary<string, string>()).ToDictionary(variable => variable.Key, variable => filling.Text(variable.Value), StringComparer.Ordinal),
            filling.ResourceArgs(job?.Definition.ResourceArgs, header.Config.ResourceArgs, whole.ResourceArgs));
    }

    private Filling FillingOf(LaunchSpec spec, QueueHeader header, string launchId, string runId) => new(
        Macros.Values(spec, header.Queue, launchId, runId, settings),
        LaunchVariables.Values(header.Config.TemplateVariables, spec.TemplateVariables));

    // They were good when they were stored; since then a setting may have left the list.
    private static IEnumerable<Problem> InOthers(IEnumerable<Problem> problems, string pointer, string owner) =>
        problems.Take(1).Select(problem => new Problem(pointer, problem.Code, $"In {owner}, at {problem.Pointer}: {problem.Message}", problem.Allowed));

    // Of what the launch leaves to it.
    private IEnumerable<Problem> InJob(LaunchSpec spec, Job? job) => job is not { Definition: var defaults }
        ? []
        :
        [
            .. macros.In(spec.Args is null ? defaults.Args : null, "/args"),
            .. macros.In(defaults.Env?.Where(variable => spec.Env?.ContainsKey(variable.Key) != true).ToDictionary(), "/env"),
            .. macros.In(defaults.ResourceArgs, "/resource_args", hasVariables: false),
        ];
}
