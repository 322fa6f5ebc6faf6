namespace Microsoft.DurableTask;

/// <summary>The orchestration that started this one. The emulator has no sub-orchestrations, so there is never one.</summary>
/// <param name="Name">The parent's orchestrator.</param>
/// <param name="InstanceId">The parent's instance id.</param>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
