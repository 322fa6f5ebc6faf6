using DurableTask.Core.Exceptions;
using FunctionsEmulator.Durable.History;
using Microsoft.DurableTask;

namespace FunctionsEmulator.Durable.Replay;

/// <content>Activities and timers: both are numbered from 0 in the order in which they are asked for.</content>
internal sealed partial class ReplayContext
{
    private readonly SortedDictionary<int, HistoryEvent> _asked = [];
    private readonly Dictionary<int, Open> _open = [];
    private int _nextId;

    /// <summary>What was asked for and is in no history yet, by number.</summary>
    public IReadOnlyCollection<HistoryEvent> Asked => _asked.Values;

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        ThrowIfElsewhere();
        if (input is TaskOptions && options is null)
            throw new ArgumentException("The input is a TaskOptions; did you mean to pass it as options?", nameof(input));

        var inputJson = json.Write(input);
        if (DurableLimits.Refuse($"The input of activity '{name}'", inputJson) is { } refusal)
            throw new ArgumentException(refusal, nameof(input));

        var result = options?.Retry switch
        {
            { Policy: { } policy } => await RetryByPolicyAsync(policy, () => RunActivityAsync(name, inputJson)),
            { Handler: { } handler } => await RetryByHandlerAsync(handler, () => RunActivityAsync(name, inputJson)),
            _ => await RunActivityAsync(name, inputJson),
        };
        return json.Read<TResult>(result)!;
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        ThrowIfElsewhere();
        var id = _nextId++;
        var fired = Ask(id, new HistoryEvent.TimerCreated(id, fireAt.ToUniversalTime()));
        using var stop = cancellationToken.Register(() =>
        {
            if (fired.TrySetCanceled(cancellationToken))
                _open.Remove(id);
        });
        await fired.Task;
    }

    /// <summary>Checks that this run asked for what the history says was asked for under this number.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">It asked for something else.</exception>
    public void Confirm(int id, HistoryEvent before)
    {
        if (!_asked.Remove(id, out var now))
            throw new NonDeterministicOrchestrationException($"an earlier run asked for {Describe(before)}, and this run has not. {Cause}");
        if (!IsSame(before, now))
            throw new NonDeterministicOrchestrationException($"an earlier run asked for {Describe(before)}, and this run for {Describe(now)}. {Cause}");
    }

    /// <summary>Checks that this run asked for nothing in a step that the history does not have.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">It asked for more.</exception>
    public void ConfirmNothingElse()
    {
        if (_asked.Count > 0)
            throw new NonDeterministicOrchestrationException($"this run asked for {Describe(_asked.First().Value)}, and an earlier run did not. {Cause}");
    }

    public void Complete(HistoryEvent.TaskCompleted e)
    {
        if (_open.Remove(e.TaskId, out var task))
            task.Source.SetResult(e.Result);
    }

    public void Fail(HistoryEvent.TaskFailed e)
    {
        if (_open.Remove(e.TaskId, out var task))
            task.Source.SetException(new TaskFailedException(task.Name, e.TaskId, e.Failure));
    }

    public void Fire(HistoryEvent.TimerFired e)
    {
        if (_open.Remove(e.TimerId, out var timer))
            timer.Source.SetResult(null);
    }

    private Task<string?> RunActivityAsync(TaskName name, string? input)
    {
        var id = _nextId++;
        return Ask(id, new HistoryEvent.TaskScheduled(id, name.Name, input), name.Name).Task;
    }

    private async Task<string?> RetryByPolicyAsync(RetryPolicy policy, Func<Task<string?>> attempt)
    {
        var start = CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException e)
            {
                // DurableTask asks for one more timer, due at once, after the last attempt. It takes a number, so it is kept.
                var isLast = failures == policy.MaxNumberOfAttempts;
                var delay = isLast ? TimeSpan.Zero : RetryDelay.After(policy, failures, CurrentUtcDateTime - start, e.FailureDetails);
                if (delay is { } wait)
                    await CreateTimer(CurrentUtcDateTime + wait, CancellationToken.None);
                if (isLast || delay is null)
                    throw;
            }
        }
    }

    private async Task<string?> RetryByHandlerAsync(AsyncRetryHandler handler, Func<Task<string?>> attempt)
    {
        var start = CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException e)
            {
                var context = new RetryContext(this, failures, e.FailureDetails, CurrentUtcDateTime - start, CancellationToken.None);
                if (!await handler(context))
                    throw;
            }
        }
    }

    private TaskCompletionSource<string?> Ask(int id, HistoryEvent what, string name = "")
    {
        var source = new TaskCompletionSource<string?>();
        _asked.Add(id, what);
        _open.Add(id, new Open(name, source));
        return source;
    }

    private static bool IsSame(HistoryEvent before, HistoryEvent now) => (before, now) switch
    {
        (HistoryEvent.TaskScheduled a, HistoryEvent.TaskScheduled b) => string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase),
        _ => before.GetType() == now.GetType(),
    };

    private static string Describe(HistoryEvent e) => e switch
    {
        HistoryEvent.TaskScheduled task => $"activity '{task.Name}' (#{task.TaskId})",
        HistoryEvent.TimerCreated timer => $"a timer (#{timer.TimerId})",
        _ => e.GetType().Name,
    };

    private const string Cause = "Was the orchestrator's code changed after this instance was started, or does it decide by something that is " +
        "not the same in every run (a clock, a random number, a setting)?";

    private sealed record Open(string Name, TaskCompletionSource<string?> Source);
}
