using LaunchAgent.Contracts;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Jobs;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Fills in the defaults of a spec from its queue and checks it against what this deployment can run.</summary>
public sealed class SpecResolver(ExecutorCatalog executors)
{
    /// <summary>The code for an image on an executor that has none.</summary>
    public const string ImageNotSupported = "image_not_supported";

    /// <summary>Everything that stands against a spec here; of one that could be read in part, what can be told.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="header">Its queue; null when there is no such queue.</param>
    /// <param name="job">Its job; null when it asks for none, or there is none.</param>
    public IReadOnlyList<Problem> Check(LaunchSpec spec, QueueHeader? header, Job? job)
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
        return problems;
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
    public static ResolvedSpec Resolve(LaunchSpec submitted, QueueHeader header, Job? job, LaunchId id) => Resolve(JobDefaults.Apply(submitted, job), header, id);

    private static ResolvedSpec Resolve(LaunchSpec spec, QueueHeader header, LaunchId id) => new()
    {
        Job = spec.Job,
        RunId = spec.RunId ?? id.Rest,
        Executor = spec.Executor ?? header.Config.Executor,
        Command = [.. spec.Command!, .. spec.Args ?? []],
        WorkingDir = spec.WorkingDir,
        Env = spec.Env ?? new Dictionary<string, string>(),
        Files = spec.Files ?? new Dictionary<string, string>(),
        Config = spec.Config,
        Retry = LaunchRetry.Of(spec.Retry, header.Config.Retry),
        Timeouts = LaunchTimeouts.Of(spec.Timeouts, header.Config.Timeouts),
        CaptureLogs = spec.CaptureLogs ?? header.Config.CaptureLogs ?? true,
        Wandb = WandbSpecRules.RunOf(spec, header),
    };
}
