namespace Microsoft.DurableTask.Client;

/// <summary>Typed access to the options of a start.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>Refuses the start when an instance with this id exists in one of these states.</summary>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses) =>
        options with { DedupeStatuses = [.. dedupeStatuses.Select(s => s.ToString())] };
}
