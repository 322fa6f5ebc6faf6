using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission.Templates;

namespace LaunchAgent.Core.Submission;

/// <summary>What a run queue does not let its launches say.</summary>
public static class QueueSpecRules
{
    /// <summary>The code for a priority where arrival decides.</summary>
    public const string NotPrioritized = "not_prioritized";

    /// <summary>The code for resource args where template variables say what may be chosen.</summary>
    public const string HasTemplate = "has_template_variables";

    /// <summary>A problem for each field that the queue refuses.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="header">Its queue; null when there is no such queue.</param>
    /// <param name="job">Its job; null when it asks for none, or there is none.</param>
    public static IEnumerable<Problem> In(LaunchSpec spec, QueueHeader? header, Job? job)
    {
        if (header is null)
            yield break;

        if (header.IsRemoved)
            yield return new Problem("/queue", "unknown_queue", $"Run queue '{header.Queue}' is being removed. Use another one.");

        if (spec.Priority is not null && !header.Config.Prioritization)
            yield return new Problem("/priority", NotPrioritized, $"Queue '{header.Queue}' has no prioritisation: it is first in, first out. Leave the priority out.");

        var givesArgs = spec.ResourceArgs is { ValueKind: JsonValueKind.Object } args && args.EnumerateObject().Any();
        if (givesArgs && header.Config.TemplateVariables.Count > 0)
            yield return new Problem(
                SpecPointers.ResourceArgs(spec), HasTemplate, $"Queue '{header.Queue}' has template variables: its launches choose with 'template_variables', and give no resource args.");

        foreach (var problem in header.Config.SecureMode ? SecureModeRules.In(spec, header.Queue, job) : [])
            yield return problem;
    }
}
