using Azure;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>The row of an orchestration instance.</summary>
/// <param name="Id">The instance id.</param>
/// <param name="ExecutionId">Tells one run under this id from the next.</param>
/// <param name="Name">The orchestrator's name.</param>
/// <param name="Version">The version it was started with, or an empty string.</param>
/// <param name="Input">The input as JSON.</param>
/// <param name="CreatedAt">When it was started.</param>
internal sealed record Instance(string Id, string ExecutionId, string Name, string Version, string? Input, DateTimeOffset CreatedAt)
{
    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public DateTimeOffset LastUpdatedAt { get; init; } = CreatedAt;

    /// <summary>The output as JSON, or the failure as plain text.</summary>
    public string? Output { get; init; }

    /// <summary>The custom status as JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>How many history batches belong to it.</summary>
    public int Batches { get; init; }

    /// <summary>Which attempt to write wrote this, so that a lost answer can be told from somebody else's write.</summary>
    public string StepId { get; init; } = "";

    public ETag ETag { get; init; }

    public bool IsFinished => Status is
        OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
