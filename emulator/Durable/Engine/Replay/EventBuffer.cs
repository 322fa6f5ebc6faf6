namespace FunctionsEmulator.Durable.Replay;

/// <summary>
/// Matches events with the orchestrator's waits. Names count without regard to case. Events that nobody waits for are kept in order;
/// of several waits the latest gets the next event, even when it has been cancelled, in which case the event is lost: as in DurableTask.
/// </summary>
internal sealed class EventBuffer(DurableJson json)
{
    private readonly Dictionary<string, Stack<Wait>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<string?>> _early = new(StringComparer.OrdinalIgnoreCase);

    public bool AnyoneWaits => _waits.Values.Any(w => w.Count > 0);

    public Task<T> WaitFor<T>(string name, CancellationToken cancellationToken)
    {
        var waits = _waits.TryGetValue(name, out var existing) ? existing : _waits[name] = new Stack<Wait>();
        if (waits.TryPeek(out var other) && other.Type != typeof(T))
        {
            throw new ArgumentException(
                $"Waits for the same event must ask for the same type. Event '{name}' is awaited as {other.Type}, and now as {typeof(T)}.");
        }

        var source = new TaskCompletionSource<T>();
        waits.Push(new Wait(typeof(T), input => source.TrySetResult(json.Read<T>(input)!)));
        if (_early.TryGetValue(name, out var early) && early.TryDequeue(out var input))
            Raise(name, input);

        cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        return source.Task;
    }

    public void Raise(string name, string? input)
    {
        if (_waits.TryGetValue(name, out var waits) && waits.TryPop(out var wait))
        {
            wait.Complete(input);
            return;
        }

        var early = _early.TryGetValue(name, out var existing) ? existing : _early[name] = new Queue<string?>();
        early.Enqueue(input);
    }

    private sealed record Wait(Type Type, Action<string?> Complete);
}
