using FunctionsEmulator.Durable.History;
using Microsoft.DurableTask;

namespace FunctionsEmulator.Durable;

/// <summary>Runs activities, at most so many at once.</summary>
internal sealed class ActivityRunner(IDurableFunctions functions, DurableJson json, Slots slots, Workers workers, CancellationToken stopping)
{
    private const int LongestChain = 8;

    /// <summary>Runs an activity and says what came of it; says nothing when the engine stops, so that it is run again.</summary>
    public void Start(string instanceId, HistoryEvent.TaskScheduled task, Action<HistoryEvent> outcome) => workers.Run(async () =>
    {
        try
        {
            using (await slots.EnterAsync(stopping))
                outcome(await RunAsync(instanceId, task));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    });

    private async Task<HistoryEvent> RunAsync(string instanceId, HistoryEvent.TaskScheduled task)
    {
        if (!functions.HasActivity(task.Name))
            return Failed(task, "(unknown)", $"The function '{task.Name}' doesn't exist, is disabled, or is not an activity function.");

        try
        {
            var result = json.Write(await functions.RunActivityAsync(task.Name, instanceId, task.Input, stopping));
            return DurableLimits.Refuse($"The output of activity '{task.Name}'", result) is { } refusal
                ? Failed(task, typeof(InvalidOperationException).ToString(), refusal)
                : new HistoryEvent.TaskCompleted(task.TaskId, result);
        }
#pragma warning disable CA1031 // Whatever an activity throws is its failure, except while the engine stops.
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new HistoryEvent.TaskFailed(task.TaskId, Shorten(TaskFailureDetails.FromException(e), LongestChain));
        }
        catch (Exception e)
        {
            throw new OperationCanceledException("The engine is stopping.", e, stopping);
        }
    }

    // A failure is written to history however large it is.
    private static TaskFailureDetails Shorten(TaskFailureDetails failure, int depth) => failure with
    {
        ErrorMessage = failure.ErrorMessage[..Math.Min(failure.ErrorMessage.Length, DurableLimits.Failure)],
        StackTrace = failure.StackTrace?[..Math.Min(failure.StackTrace.Length, DurableLimits.Failure)],
        InnerFailure = failure.InnerFailure is { } inner && depth > 1 ? Shorten(inner, depth - 1) : null,
    };

    private static HistoryEvent.TaskFailed Failed(HistoryEvent.TaskScheduled task, string type, string message) =>
        new(task.TaskId, new TaskFailureDetails(type, message, null, null, null));
}
