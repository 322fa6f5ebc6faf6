using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.History;

/// <summary>One fact about an orchestration: what happened to it, or what it asked for. Named as DurableTask names them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
internal abstract record HistoryEvent
{
    /// <summary>How many characters of payload the event carries.</summary>
    [JsonIgnore]
    public virtual int Size => 0;

    internal sealed record ExecutionStarted : HistoryEvent;

    internal sealed record EventRaised(string Name, string? Input) : HistoryEvent
    {
        public override int Size => Input?.Length ?? 0;
    }

    internal sealed record TaskScheduled(int TaskId, string Name, string? Input) : HistoryEvent
    {
        public override int Size => Input?.Length ?? 0;
    }

    internal sealed record TaskCompleted(int TaskId, string? Result) : HistoryEvent
    {
        public override int Size => Result?.Length ?? 0;
    }

    internal sealed record TaskFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent
    {
        public override int Size => Count(Failure);

        private static int Count(TaskFailureDetails? failure) =>
            failure is null ? 0 : failure.ErrorMessage.Length + (failure.StackTrace?.Length ?? 0) + Count(failure.InnerFailure);
    }

    internal sealed record TimerCreated(int TimerId, DateTime FireAt) : HistoryEvent;

    internal sealed record TimerFired(int TimerId) : HistoryEvent;

    internal sealed record ExecutionTerminated(string? Output) : HistoryEvent
    {
        public override int Size => Output?.Length ?? 0;
    }

    // The output is kept in the instance's row, not here.
    internal sealed record ExecutionCompleted(OrchestrationRuntimeStatus Status) : HistoryEvent;
}
