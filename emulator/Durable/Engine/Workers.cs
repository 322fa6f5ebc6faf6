using System.Collections.Concurrent;

namespace FunctionsEmulator.Durable;

/// <summary>Runs things on the thread pool and knows when they are done.</summary>
internal sealed class Workers
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Run(Func<Task> work)
    {
        // Not started before it is listed, so that it cannot end before.
        var task = new Task<Task>(work);
        var whole = task.Unwrap();
        _running[whole] = true;
        whole.ContinueWith(t => _running.TryRemove(t, out _), TaskScheduler.Default);

        // It is not part of what the caller does: no scope and no trace of the caller goes with it.
        using (ExecutionContext.SuppressFlow())
            task.Start(TaskScheduler.Default);
    }

    public Task WhenIdleAsync() => Task.WhenAll(_running.Keys);
}
