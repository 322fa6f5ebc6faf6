using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Instances;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Durable.Replay;

/// <summary>Runs an orchestrator from the start: through its history, which must come out the same, and then through a new step.</summary>
internal sealed class OrchestrationPlayer(IDurableFunctions functions, DurableJson json, ILoggerFactory loggerFactory)
{
    public Playback Play(Instance instance, IReadOnlyList<HistoryBatch> history, HistoryBatch step)
    {
        using var thread = new OrchestratorThread();
        var context = new ReplayContext(instance, json, thread, loggerFactory);
        Task<object?>? run = null;
        try
        {
            // Batches at the end that were kept while there was no such function are played for the first time now.
            var played = history.TakeWhile((_, i) => history.Skip(i).Any(b => b.Played)).Count();
            for (var i = 0; i < history.Count; i++)
                PlayBatch(history[i], isReplaying: i < played);
            PlayBatch(step, isReplaying: false);
        }
#pragma warning disable CA1031 // Whatever goes wrong here, a changed orchestrator or an event that is not what it waits for, is its failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Playback([], context.CustomStatus, Failed(e), IsStuck: false);
        }

        if (step.Events.OfType<HistoryEvent.ExecutionTerminated>().FirstOrDefault() is { } terminated)
            return new Playback([], context.CustomStatus, (OrchestrationRuntimeStatus.Terminated, terminated.Output), IsStuck: false);
        if (run is null or { IsCompleted: false })
            return new Playback([.. context.Asked], context.CustomStatus, End: null, IsStuck: !context.CanContinue);

        // As in DurableTask, an orchestration that has returned ends only when everything it asked for has come back.
        return new Playback([.. context.Asked], context.CustomStatus, context.HasOpenTasks ? null : Ended(run), IsStuck: false);

        void PlayBatch(HistoryBatch batch, bool isReplaying)
        {
            context.BeginStep(batch.At, isReplaying);
            foreach (var e in batch.Events)
            {
                if (e is HistoryEvent.ExecutionStarted)
                    run = StartAsync(instance.Name, context);
                else
                    Apply(context, e);
                thread.Drain();
            }

            if (isReplaying && batch.Played)
                context.ConfirmNothingElse();
        }
    }

    private static void Apply(ReplayContext context, HistoryEvent e)
    {
        switch (e)
        {
            case HistoryEvent.EventRaised raised:
                context.Raise(raised);
                break;
            case HistoryEvent.TaskScheduled scheduled:
                context.Confirm(scheduled.TaskId, scheduled);
                break;
            case HistoryEvent.TimerCreated created:
                context.Confirm(created.TimerId, created);
                break;
            case HistoryEvent.TaskCompleted completed:
                context.Complete(completed);
                break;
            case HistoryEvent.TaskFailed failed:
                context.Fail(failed);
                break;
            case HistoryEvent.TimerFired fired:
                context.Fire(fired);
                break;
            default:
                break;
        }
    }

    // Async, so that what an orchestrator throws before its first await is in the task as well.
    private async Task<object?> StartAsync(string name, ReplayContext context) => await functions.RunOrchestratorAsync(name, context);

    private (OrchestrationRuntimeStatus Status, string? Output) Ended(Task<object?> run)
    {
        try
        {
            var output = json.Write(run.GetAwaiter().GetResult());
            return DurableLimits.Refuse("The orchestration's output", output) is { } refusal
                ? Failed(new InvalidOperationException(refusal))
                : (OrchestrationRuntimeStatus.Completed, output);
        }
#pragma warning disable CA1031 // Whatever an orchestrator throws is its failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(e);
        }
    }

    private static (OrchestrationRuntimeStatus Status, string? Output) Failed(Exception e)
    {
        var text = $"{e.GetType()}: {e.Message}";
        return (OrchestrationRuntimeStatus.Failed, text.Length > DurableLimits.Payload ? text[..DurableLimits.Payload] : text);
    }
}
