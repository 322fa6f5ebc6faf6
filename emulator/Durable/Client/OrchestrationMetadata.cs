namespace Microsoft.DurableTask.Client;

/// <summary>What a client sees of an orchestration.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>Makes metadata.</summary>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="instanceId">The instance id.</param>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; }

    /// <summary>The instance id.</summary>
    public string InstanceId { get; }

    /// <summary>The state.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last step was taken.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input as JSON; null when inputs and outputs were not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output as JSON, or the failure as plain text; null when inputs and outputs were not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status as JSON; null when inputs and outputs were not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Always null with the storage back end: a failure is in <see cref="SerializedOutput"/>.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether the state is <see cref="OrchestrationRuntimeStatus.Running"/>.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it is completed, failed or terminated.</summary>
    public bool IsCompleted => RuntimeStatus is
        OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
