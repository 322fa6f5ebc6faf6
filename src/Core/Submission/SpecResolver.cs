using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Submission;

/// <summary>Fills in the defaults of a spec from its queue and checks it against what this deployment can run.</summary>
public sealed class SpecResolver(ExecutorCatalog executors, SpecFilling filling)
{
    /// <summary>The code for an image on an executor that has none.</summary>
    public const string ImageNotSupported = "image_not_supported";

    /// <summary>Everything that stands against a spec here; of one that could be read in part, what can be told.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="header">Its queue; null when there is no such queue.</param>
    /// <param name="job">Its job; null when it asks for none, or there is none.</param>
    public SpecFindings Check(LaunchSpec spec, QueueHeader? header, Job? job)
    {
        var whole = JobDefaults.Apply(spec, job);
        var problems = new List<Problem>([.. UnsupportedFields.In(spec), .. QueueSpecRules.In(spec, header, job), .. JobSpecRules.In(spec, whole, job)]);
        IExecutor? executor = null;
        if ((spec.Executor ?? header?.Config.Executor) is { } name && !executors.TryGet(name, out executor))
            problems.Add(new Problem("/executor", "unknown_executor", $"There is no executor '{name}' here.", executors.Names));
        problems.AddRange(WandbSpecRules.In(spec, executor?.Type));
        if (whole.Image is not null && executor?.Type == ExecutorCatalog.Process)
            problems.Add(NoImages(spec));
        problems.AddRange(CheckWorkingDir(spec));
        var unfilled = filling.Check(spec, whole, header, job);
        problems.AddRange(unfilled.Where(problem => !problems.Any(known => (known.Pointer, known.Code) == (problem.Pointer, problem.Code))));
        if (header is null || unfilled.Count > 0)
            return new SpecFindings(problems, []);

        var args = executor is null ? SpecFindings.None : ResourceArgRules.Check(whole, header, job, filling.Preview(whole, header, job).ResourceArgs, executor);
        return new SpecFindings([.. problems, .. args.Problems], [.. VariableWarnings(spec, header), .. args.Warnings]);
    }

    /// <summary>A problem when nothing else is wrong and yet nothing says what to run.</summary>
    public static IReadOnlyList<Problem> CheckSource(LaunchSpec spec) => spec.Command is { Count: > 0 }
        ? []
        : [new Problem("/command", ProblemCodes.MissingSource, "Executor 'process' needs a command: an array of a program and its arguments.")];

    private static Problem NoImages(LaunchSpec spec) => spec.Image is not null
        ? new Problem("/image", ImageNotSupported, "Executor 'process' runs commands of its machine and no images. Leave image out and give a command, or take another executor.")
        : new Problem(spec.WandbOrigin?.JobPointer ?? "/job", ImageNotSupported, "The job names an image, and executor 'process' runs none. Take another executor, or a job without one.");

    // What executor 'process' would refuse for good when the launch is started: it is told now.
    private static IEnumerable<Problem> CheckWorkingDir(LaunchSpec spec)
    {
        if (spec.WorkingDir is not { } folder)
            yield break;
        if (!folder.StartsWith('/'))
            yield return new Problem("/working_dir", ProblemCodes.InvalidFormat, "Must be an absolute path, which begins with /. Without it the attempt gets a folder of its own.");
        if (spec.Files is { Count: > 0 })
            yield return new Problem("/working_dir", ProblemCodes.ConflictingField, "Files go into a folder of the attempt's own. Leave working_dir or files out.");
    }

    /// <summary>What a spec without problems runs.</summary>
    public ResolvedSpec Resolve(LaunchSpec submitted, QueueHeader header, Job? job, LaunchId id)
    {
        var spec = JobDefaults.Apply(submitted, job);
        var runId = spec.RunId ?? id.Rest;
        var filled = filling.Fill(spec, header, job, id.ToString(), runId);
        return new()
        {
            RunId = runId,
            Job = spec.Job,
            Executor = spec.Executor ?? header.Config.Executor,
            Command = [.. spec.Command!, .. filled.Args],
            WorkingDir = spec.WorkingDir,
            Env = filled.Env,
            Files = spec.Files ?? new Dictionary<string, string>(),
            ResourceArgs = filled.ResourceArgs,
            Config = spec.Config,
            Retry = LaunchRetry.Of(spec.Retry, header.Config.Retry),
            Timeouts = LaunchTimeouts.Of(spec.Timeouts, header.Config.Timeouts),
            CaptureLogs = spec.CaptureLogs ?? header.Config.CaptureLogs ?? true,
            Wandb = WandbSpecRules.RunOf(spec, header),
        };
    }

    private static IEnumerable<Warning> VariableWarnings(LaunchSpec spec, QueueHeader header) => SpecFilling.UnusedVariables(spec, header).Select(name =>
        new Warning("unused_template_variable", "agent", $"The template variable '{name}' has no effect: the resource args of queue '{header.Queue}' do not use it."));
}
