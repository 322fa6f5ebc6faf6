using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>
/// One execution of an orchestrator from its start: the tasks it had completed before are completed again from the record,
/// the next one stays open. What it asks for is compared with what it asked for the last time.
/// </summary>
internal sealed class ReplayingContext(object claim, IReadOnlyList<RecordedStep> record) : TaskOrchestrationContext
{
    private int _position;

    /// <summary>What the orchestrator waits for now; null when it waits for nothing.</summary>
    public string? Open { get; private set; }

    public override TaskName Name => "test";

    public override string InstanceId => "instance";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => new(2031, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => _position < record.Count;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => (T)claim;

    // As the engine does: a failure goes to the orchestrator only when its policy grants no further try.
    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Assert.Equal(claim, input);
        for (var tries = options?.Retry?.Policy?.MaxNumberOfAttempts ?? 1; ; tries--)
        {
            var task = Next<TResult>($"activity {name.Name}");
            if (!task.IsFaulted || tries == 1)
                return task;
        }
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        Next<T>($"event {eventName}");

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw NotUsed();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw NotUsed();

    public override void SetCustomStatus(object? customStatus) => throw NotUsed();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw NotUsed();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw NotUsed();

    public override Guid NewGuid() => throw NotUsed();

    private static NotSupportedException NotUsed() => new("The orchestration of a claim does not use this.");

    private Task<T> Next<T>(string what)
    {
        if (_position < record.Count)
        {
            var step = record[_position++];
            Assert.Equal(step.What, what);
            return step.Failure is null ? Task.FromResult((T)step.Result!) : Task.FromException<T>(step.Failure);
        }

        Assert.Null(Open);
        Open = what;
        return new TaskCompletionSource<T>().Task;
    }
}
