namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>
/// Runs the steps of several processes on one thread, one storage call at a time. Whose call is next is read from a list of choices, so a
/// history is the same every time: 0 goes on with the process of the last call, any other number turns to one of the others. When the list ends, it
/// is always 0.
/// </summary>
internal sealed class Scheduler(IReadOnlyList<int> choices)
{
    private const int MostTurns = 20_000;

    private readonly List<Lane> _lanes = [];
    private Lane? _current;
    private int _turns;

    /// <summary>The process whose call is being made; null outside of a run.</summary>
    public Lane? Current => _current;

    /// <summary>Adds a process, which takes its steps one after the other. A step that ended with an error tells <paramref name="failed"/>.</summary>
    public Lane Add(int number, IEnumerable<Func<Task>> steps, Action<Exception> failed)
    {
        var lane = new Lane(number, new Queue<Func<Task>>(steps), failed);
        _lanes.Add(lane);
        return lane;
    }

    /// <summary>Takes all steps.</summary>
    public void Run()
    {
        while (_lanes.FindAll(lane => lane.IsReady) is { Count: > 0 } ready)
        {
            if (++_turns > MostTurns)
                throw new InvalidOperationException($"The history does not end: {MostTurns} calls were made.");

            var choice = _turns <= choices.Count ? choices[_turns - 1] : 0;
            var at = _current is null ? 0 : Math.Max(0, ready.IndexOf(_current));
            _current = ready[(at + choice) % ready.Count];
            _current.GoOn();
        }

        _current = null;
        if (_lanes.Find(lane => lane.IsStuck) is { } stuck)
            throw new InvalidOperationException($"Process {stuck.Number} waits for something that will never come.");
    }

    /// <summary>Awaited before each storage call; returns when it is this one's turn.</summary>
    public Task TurnAsync() => _current is { } lane ? lane.WaitAsync() : Task.CompletedTask;

    /// <summary>Has a timer of the current process end at its next turn.</summary>
    public bool TryTime(Action ends)
    {
        _current?.Wait(ends);
        return _current is not null;
    }
}
