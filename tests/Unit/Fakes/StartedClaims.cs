using LaunchAgent.Core.Launches;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A task hub that remembers which orchestrations were started and runs none.</summary>
internal sealed class StartedClaims() : DurableTaskClient("started claims")
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Told of every start.</summary>
    public Action<ClaimedLaunch>? OnStart { get; set; }

    /// <summary>How many different ones were started.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _ids.Count;
        }
    }

    public bool Contains(string instanceId)
    {
        lock (_gate)
            return _ids.Contains(instanceId);
    }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        lock (_gate)
            _ids.Add(options!.InstanceId!);
        OnStart?.Invoke((ClaimedLaunch)input!);
        return Task.FromResult(options!.InstanceId!);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(Contains(instanceId) ? new OrchestrationMetadata("claim", instanceId) { RuntimeStatus = OrchestrationRuntimeStatus.Running } : null);

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
