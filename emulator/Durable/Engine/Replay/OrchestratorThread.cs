namespace FunctionsEmulator.Durable.Replay;

/// <summary>
/// The one thread an orchestrator runs on while it is played. What it awaits continues here, in order; a continuation that another
/// thread posts belongs to something that is not durable, and is dropped.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext, IDisposable
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly int _threadId = Environment.CurrentManagedThreadId;
    private readonly SynchronizationContext? _before = Current;

    public OrchestratorThread()
    {
        SetSynchronizationContext(this);
    }

    public bool IsCurrent => Current == this && Environment.CurrentManagedThreadId == _threadId;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId == _threadId)
            _posted.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what was posted until nothing is left.</summary>
    public void Drain()
    {
        while (_posted.TryDequeue(out var next))
            next.Callback(next.State);
    }

    public void Dispose() => SetSynchronizationContext(_before);
}
