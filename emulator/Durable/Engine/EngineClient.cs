using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Instances;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable;

/// <summary>The client that functions get. What it returns from is in storage.</summary>
internal sealed class EngineClient(DurableEngineOptions options, EngineParts parts) : DurableTaskClient(options.HubName)
{
    private const int LongestInstanceId = 100;

    private readonly string _defaultVersion = options.DefaultVersion;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name);
        if (options?.StartAt is not null)
            throw new NotSupportedException("The emulator starts orchestrations at once; StartAt must be null.");

        var id = string.IsNullOrEmpty(options?.InstanceId) ? Guid.NewGuid().ToString("N") : options.InstanceId;
        ThrowIfNoInstanceId(id);
        var instance = new Instance(
            id, Guid.NewGuid().ToString("N"), orchestratorName.Name, options?.Version?.Version ?? _defaultVersion, Payload("The input", input), parts.Time.GetUtcNow());
        await SendAsync(id, new InstanceMessage.Start(instance, Dedupe(options)), cancellation);
        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var raised = new HistoryEvent.EventRaised(eventName, Payload($"Event '{eventName}'", eventPayload));
        return SendAsync(instanceId, new InstanceMessage.FromClient(raised), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var terminated = new HistoryEvent.ExecutionTerminated(Payload("The output", options?.Output));
        return SendAsync(instanceId, new InstanceMessage.FromClient(terminated), cancellation);
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var purge = new InstanceMessage.Purge();
        await SendAsync(instanceId, purge, cancellation);
        return new PurgeResult(purge.Count);
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        try
        {
            return await parts.Store.ReadAsync(instanceId, cancellation) is { } instance ? Describe(instance, getInputsAndOutputs) : null;
        }
#pragma warning disable CA1031 // Whatever storage throws: the real client sees only that the host failed.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw Admission.Broken(e);
        }
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, i => i.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, i => i.IsCompleted, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException("The emulator does not suspend orchestrations.");

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException("The emulator does not resume orchestrations, because it suspends none.");

    public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw new NotSupportedException("The emulator does not list orchestrations.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OrchestrationMetadata> WaitAsync(
        string id, bool getInputsAndOutputs, Func<OrchestrationMetadata, bool> isThere, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = parts.Changes.NextAsync(id);
            if (await GetInstancesAsync(id, getInputsAndOutputs, cancellation) is { } instance && isThere(instance))
                return instance;
            await changed.WaitAsync(cancellation);
        }
    }

    private async Task SendAsync(string id, InstanceMessage message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        parts.Actors.Post(id, message);
        await message.Done.WaitAsync(cancellation);
    }

    private string? Payload(string what, object? value)
    {
        var payload = parts.Json.Write(value);
        return DurableLimits.Refuse(what, payload) is { } refusal ? throw Admission.TooLarge(refusal) : payload;
    }

    private static OrchestrationMetadata Describe(Instance instance, bool withInputsAndOutputs) => new(instance.Name, instance.Id)
    {
        RuntimeStatus = instance.Status,
        CreatedAt = instance.CreatedAt,
        LastUpdatedAt = instance.LastUpdatedAt,
        SerializedInput = withInputsAndOutputs ? instance.Input : null,
        SerializedOutput = withInputsAndOutputs ? instance.Output : null,
        SerializedCustomStatus = withInputsAndOutputs ? instance.CustomStatus : null,
    };

    private static HashSet<OrchestrationRuntimeStatus> Dedupe(StartOrchestrationOptions? options) =>
        [.. (options?.DedupeStatuses ?? []).Select(s => Enum.TryParse<OrchestrationRuntimeStatus>(s, ignoreCase: true, out var status)
            ? status
            : throw new ArgumentException($"Invalid orchestration runtime status: '{s}' for deduplication."))];

    private static void ThrowIfNoInstanceId(string id)
    {
        if (id.StartsWith('@'))
            throw new ArgumentException("Orchestration instance ids must not start with @.", nameof(id));
        if (id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
            throw new ArgumentException("Orchestration instance ids must not contain /, \\, #, ?, or control characters.", nameof(id));
        if (id.Length > LongestInstanceId)
            throw new ArgumentException($"Instance ID lengths must not exceed {LongestInstanceId} characters.", nameof(id));
    }
}
