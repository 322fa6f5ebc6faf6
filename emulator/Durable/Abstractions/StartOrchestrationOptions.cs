namespace Microsoft.DurableTask;

/// <summary>How an orchestration is started.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Makes options.</summary>
    /// <param name="InstanceId">The instance id; null: 32 random hex digits.</param>
    /// <param name="StartAt">When to start. The emulator starts at once and refuses a value.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>Copies options.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The instance id; null: 32 random hex digits.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When to start. The emulator starts at once and refuses a value.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The version of the orchestration; null: the default version of host.json.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>The states of an earlier instance with this id that forbid a new one; set by <c>WithDedupeStatuses</c>.</summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
