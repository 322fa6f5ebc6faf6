using DurableTask.Core.Exceptions;
using FunctionsEmulator.Durable.History;
using Grpc.Core;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>What an instance in a given state takes in. Pure, and the only place that decides it.</summary>
internal static class Admission
{
    /// <summary>Why a start is refused, or null.</summary>
    public static Exception? Refuse(InstanceMessage.Start start, Instance? existing) =>
        existing is null || (existing.IsFinished && !start.Dedupe.Contains(existing.Status))
            ? null
            : new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {start.Instance.Id} already exists.");

    /// <summary>Why a client's event is refused, or null.</summary>
    public static Exception? Refuse(InstanceMessage.FromClient message, string instanceId, Instance? existing)
    {
        if (existing is null)
            return Rpc(StatusCode.NotFound, $"No instance with ID '{instanceId}' was found.");
        if (!existing.IsFinished)
            return null;

        var what = message.Event is HistoryEvent.EventRaised raised ? $"raise event {raised.Name} for" : "terminate";
        return Rpc(
            StatusCode.FailedPrecondition,
            $"Cannot {what} the orchestration instance {instanceId} because instance is in the {existing.Status} state.");
    }

    /// <summary>
    /// Whether what came back is still waited for. It is not when the instance has ended or was replaced, or when it has come back
    /// before: an activity that was run twice, or a write whose answer was lost.
    /// </summary>
    public static bool IsExpected(InstanceMessage.FromTask message, InstanceState? state) =>
        state is { Instance.IsFinished: false }
        && state.Instance.ExecutionId == message.ExecutionId
        && message.Event switch
        {
            HistoryEvent.TaskCompleted completed => state.OpenTasks.ContainsKey(completed.TaskId),
            HistoryEvent.TaskFailed failed => state.OpenTasks.ContainsKey(failed.TaskId),
            HistoryEvent.TimerFired fired => state.OpenTimers.ContainsKey(fired.TimerId),
            _ => false,
        };

    /// <summary>The refusal of whatever the engine did not get to before it stopped.</summary>
    public static RpcException Stopping => Rpc(StatusCode.Unavailable, "The host is stopping.");

    /// <summary>What a client sees when the host behind it failed: it cannot know whether its call took effect.</summary>
    public static RpcException Broken(Exception e) => Rpc(StatusCode.Unknown, $"Exception was thrown by handler. {e.GetType().Name}: {e.Message}");

    /// <summary>The refusal of a payload that is too large.</summary>
    public static RpcException TooLarge(string why) => Rpc(StatusCode.ResourceExhausted, why);

    private static RpcException Rpc(StatusCode code, string detail) => new(new Status(code, detail));
}
