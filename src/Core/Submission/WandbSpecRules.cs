using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Submission;

/// <summary>What stands against a W&amp;B run spec here. It must not run as something else than it says.</summary>
public static class WandbSpecRules
{
    private static readonly IReadOnlyDictionary<string, string> ResourceOfType =
        new Dictionary<string, string>(StringComparer.Ordinal) { [ExecutorCatalog.Process] = "local-process" };

    /// <summary>A problem when its resource is not what the executor is.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="executorType">The type of the executor that it would run on; null when there is none.</param>
    public static IEnumerable<Problem> In(LaunchSpec spec, string? executorType)
    {
        if (spec.WandbOrigin is not { } run)
            yield break;
        if (spec.IsSweepScheduler)
            yield return new Problem(run.At("uri"), "not_supported", "This is the scheduler of a sweep, and this version has no sweeps yet. Submit the runs of the sweep one by one.");
        if (run.Resource is { } resource && executorType is not null && ResourceOfType.GetValueOrDefault(executorType) is { } fitting && resource != fitting)
            yield return new Problem(run.ResourcePointer, "resource_mismatch", $"The run wants '{resource}', and the queue's executor is of type '{executorType}'.", [fitting]);
    }

    /// <summary>What a launch is to W&amp;B; null when neither its spec nor its queue says so.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="header">Its queue.</param>
    public static WandbRun? RunOf(LaunchSpec spec, QueueHeader header) => spec.WandbOrigin is null && !header.Config.WandbEnv
        ? null
        : new WandbRun(spec.WandbOrigin?.Entity, spec.WandbOrigin?.Project, header.Config.WandbEnv);
}
