using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>What a run queue does not let its launches say.</summary>
public static class QueueSpecRules
{
    /// <summary>The code for a field that only job or queue may decide.</summary>
    public const string SecureMode = "secure_mode";

    /// <summary>The code for a priority where arrival decides.</summary>
    public const string NotPrioritized = "not_prioritized";

    /// <summary>A problem for each field that the queue refuses.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="header">Its queue; null when there is no such queue.</param>
    public static IEnumerable<Problem> In(LaunchSpec spec, QueueHeader? header)
    {
        if (header is null)
            yield break;

        if (header.IsRemoved)
            yield return new Problem("/queue", "unknown_queue", $"Run queue '{header.Queue}' is being removed. Use another one.");

        if (spec.Priority is not null && !header.Config.Prioritization)
            yield return new Problem("/priority", NotPrioritized, $"Queue '{header.Queue}' has no prioritisation: it is first in, first out. Leave the priority out.");

        if (!header.Config.SecureMode)
            yield break;

        (string Field, bool IsGiven)[] locked =
        [
            ("command", spec.Command is not null), ("image", spec.Image is not null), ("executor", spec.Executor is not null), ("resource_args", spec.ResourceArgs is not null),
        ];
        foreach (var (field, _) in locked.Where(field => field.IsGiven))
            yield return new Problem($"/{field}", SecureMode, $"Queue '{header.Queue}' is in secure mode: its launches take '{field}' from their job or the queue. Leave it out.");
    }
}
