namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>One process of a history: its steps, and where it is in them.</summary>
internal sealed class Lane(int number, Queue<Func<Task>> steps, Action<Exception> failed)
{
    private Action? _goOn;
    private Task? _step;

    public int Number => number;

    public bool IsReady => _goOn is not null || (_step is null && steps.Count > 0);

    public bool IsStuck => _step is not null;

    /// <summary>Runs up to the next storage call, or to the end of the step.</summary>
    public void GoOn()
    {
        if (_goOn is { } goOn)
        {
            _goOn = null;
            goOn();
        }
        else
        {
            _step = steps.Dequeue()();
        }

        if (_step is not { IsCompleted: true } ended)
            return;
        _step = null;
        if (ended.Exception is { } fault)
            failed(fault.InnerException!);
    }

    /// <summary>The process dies here: what it was doing is never gone on with.</summary>
    public void Die() => (_goOn, _step) = (null, null);

    public Task WaitAsync()
    {
        // Continuations run where this is set, which is inside of GoOn.
        var turn = new TaskCompletionSource();
        _goOn = turn.SetResult;
        return turn.Task;
    }

    public void Wait(Action ends) => _goOn = ends;
}
