using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Instances;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Durable.Replay;

/// <summary>The context an orchestrator gets: it numbers what is asked for and completes it from history.</summary>
internal sealed partial class ReplayContext(
    Instance instance, DurableJson json, OrchestratorThread thread, ILoggerFactory loggerFactory) : TaskOrchestrationContext
{
    private readonly EventBuffer _events = new(json);
    private int _guids;
    private DateTime _now;
    private bool _isReplaying;

    public override TaskName Name => instance.Name;

    public override string InstanceId => instance.Id;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _isReplaying;

    public override string Version => instance.Version;

    /// <summary>The custom status as JSON, or null when the orchestrator has set none.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>Whether an activity or a timer is open.</summary>
    public bool HasOpenTasks => _open.Count > 0;

    /// <summary>Whether the orchestrator waits for anything that history can bring.</summary>
    public bool CanContinue => HasOpenTasks || _events.AnyoneWaits;

    protected override ILoggerFactory LoggerFactory => loggerFactory;

    /// <summary>Turns to a step of the history, or to the new one.</summary>
    public void BeginStep(DateTimeOffset at, bool isReplaying)
    {
        _now = at.UtcDateTime;
        _isReplaying = isReplaying;
    }

    public void Raise(HistoryEvent.EventRaised e) => _events.Raise(e.Name, e.Input);

    public override T? GetInput<T>()
        where T : default
    {
        ThrowIfElsewhere();
        return json.Read<T>(instance.Input);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ThrowIfElsewhere();
        return _events.WaitFor<T>(eventName, cancellationToken);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        ThrowIfElsewhere();
        var status = json.Write(customStatus);
        if (DurableLimits.Refuse("The custom status", status, DurableLimits.CustomStatus) is { } refusal)
            throw new ArgumentException(refusal, nameof(customStatus));
        CustomStatus = status;
    }

    public override Guid NewGuid()
    {
        ThrowIfElsewhere();
        return DeterministicGuid.Create(InstanceId, CurrentUtcDateTime, _guids++);
    }

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        throw new NotSupportedException("The emulator does not send events from an orchestrator; raise them with the client, in an activity.");

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException("The emulator does not run sub-orchestrations.");

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        throw new NotSupportedException("The emulator does not continue an orchestration as a new one.");

    private void ThrowIfElsewhere()
    {
        if (!thread.IsCurrent)
            throw new InvalidOperationException(NotDurable);
    }

    internal const string NotDurable =
        "An invalid asynchronous invocation was detected: the orchestrator, or middleware around it, awaited something that is not a " +
        "durable task, or used ConfigureAwait(false).";
}
