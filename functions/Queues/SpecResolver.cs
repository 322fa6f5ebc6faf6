using LaunchAgent.Contracts;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Fills in the defaults of a spec from its queue and checks it against what this deployment can run.</summary>
public sealed class SpecResolver(ExecutorCatalog executors)
{
    /// <summary>Resolves a spec; the answer lists everything that stands against it, and is empty when it was resolved.</summary>
    public IReadOnlyList<Problem> TryResolve(LaunchSpec spec, QueueHeader header, LaunchId id, out ResolvedSpec? resolved)
    {
        var executor = spec.Executor ?? header.Config.Executor;
        var problems = new List<Problem>(UnsupportedFields.In(spec));
        if (!executors.TryGet(executor, out _))
            problems.Add(new Problem("/executor", "unknown_executor", $"There is no executor '{executor}' here.", executors.Names));
        if (spec.Command is not { Count: > 0 } && problems.Count == 0)
            problems.Add(new Problem("/command", "missing_source", "Executor 'process' needs a command: an array of a program and its arguments."));

        resolved = problems.Count > 0 ? null : new ResolvedSpec
        {
            RunId = spec.RunId ?? id.Rest,
            Executor = executor,
            Command = [.. spec.Command!, .. spec.Args ?? []],
            WorkingDir = spec.WorkingDir,
            Env = spec.Env ?? new Dictionary<string, string>(),
            Files = spec.Files ?? new Dictionary<string, string>(),
            Config = spec.Config,
            MaxRetries = spec.Retry?.MaxRetries ?? 0,
            Backoff = BackoffOf(spec.Retry),
            Timeouts = TimeoutsOf(spec.Timeouts),
            CaptureLogs = spec.CaptureLogs ?? true,
        };
        return problems;
    }

    private static RetryBackoff BackoffOf(RetryOptions? given)
    {
        var defaults = new RetryBackoff();
        return new RetryBackoff(
            given?.InitialSeconds ?? defaults.InitialSeconds, given?.Factor ?? defaults.Factor, given?.MaxSeconds ?? defaults.MaxSeconds);
    }

    private static LaunchTimeouts TimeoutsOf(TimeoutOptions? given)
    {
        var defaults = new LaunchTimeouts();
        return new LaunchTimeouts(
            given?.StartSeconds ?? defaults.StartSeconds, given?.RunSeconds ?? defaults.RunSeconds, given?.StopGraceSeconds ?? defaults.StopGraceSeconds);
    }
}
