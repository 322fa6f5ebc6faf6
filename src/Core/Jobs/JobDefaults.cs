using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Jobs;

/// <summary>What a launch of a job says in the end: each field that it leaves out is the job's.</summary>
public static class JobDefaults
{
    /// <summary>The spec with the fields of its job filled in, except <c>resource_args</c>, which the queue has a say in.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="job">Its job; null leaves it as it is.</param>
    public static LaunchSpec Apply(LaunchSpec spec, Job? job) => job is not { Definition: var defaults } ? spec : spec with
    {
        Job = job.Reference,
        Image = spec.Image ?? defaults.Image,
        Command = spec.Command ?? defaults.Command,
        Args = spec.Args ?? defaults.Args,
        Env = Merge(defaults.Env, spec.Env),
        Config = spec.Config is { } config ? MergePatch.Apply(defaults.Config, config) : defaults.Config,
        Timeouts = Merge(defaults.Timeouts, spec.Timeouts),
        Retry = Merge(defaults.Retry, spec.Retry),
    };

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string>? job, IReadOnlyDictionary<string, string>? launch)
    {
        var merged = new Dictionary<string, string>(job ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in launch ?? new Dictionary<string, string>())
            merged[name] = value;
        return merged;
    }

    private static TimeoutOptions Merge(TimeoutOptions? job, TimeoutOptions? launch) => new()
    {
        StartSeconds = launch?.StartSeconds ?? job?.StartSeconds,
        ReadySeconds = launch?.ReadySeconds ?? job?.ReadySeconds,
        RunSeconds = launch?.RunSeconds ?? job?.RunSeconds,
        StopGraceSeconds = launch?.StopGraceSeconds ?? job?.StopGraceSeconds,
    };

    private static RetryOptions Merge(RetryOptions? job, RetryOptions? launch) => new()
    {
        MaxRetries = launch?.MaxRetries ?? job?.MaxRetries,
        InitialSeconds = launch?.InitialSeconds ?? job?.InitialSeconds,
        Factor = launch?.Factor ?? job?.Factor,
        MaxSeconds = launch?.MaxSeconds ?? job?.MaxSeconds,
    };
}
