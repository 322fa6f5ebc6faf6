using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>What an executor says about the resource args of a launch, told to whoever wrote them.</summary>
internal static class ResourceArgRules
{
    /// <summary>Asks the executor.</summary>
    /// <param name="spec">The launch.</param>
    /// <param name="header">Its queue.</param>
    /// <param name="job">Its job; null is none.</param>
    /// <param name="merged">The resource args as they will be.</param>
    /// <param name="executor">The executor.</param>
    public static SpecFindings Check(LaunchSpec spec, QueueHeader header, Job? job, JsonElement? merged, IExecutor executor)
    {
        var findings = executor.Check(spec, merged);
        return new SpecFindings(
            [.. findings.Where(finding => !finding.IsWarning).Select(finding => ProblemOf(finding))],
            [.. findings.Where(finding => finding.IsWarning).Select(finding => new Warning(finding.Code, "agent", finding.Message))]);

        Problem ProblemOf(ResourceArgFinding finding) =>
            Holds(spec.ResourceArgs, finding.Pointer) ? new Problem(SpecPointers.ResourceArgs(spec) + finding.Pointer, finding.Code, finding.Message)
            : Holds(header.Config.ResourceArgs, finding.Pointer) || job is null ? Of("/queue", $"queue '{header.Queue}'", finding)
            : Of(SpecPointers.Job(spec), $"job '{job.Reference}'", finding);
    }

    private static Problem Of(string pointer, string owner, ResourceArgFinding finding) =>
        new(pointer, finding.Code, $"In {owner}, at /resource_args{finding.Pointer}: {finding.Message}");

    private static bool Holds(JsonElement? args, string pointer) => args is { } given && JsonStrings.Holds(given, pointer);
}
