namespace FunctionsEmulator.Durable.Instances;

/// <summary>The activities and timers of an instance that this process has taken up, so that each is taken up once.</summary>
internal sealed class OpenWork(string id, EngineParts parts)
{
    private readonly HashSet<(string ExecutionId, int Number)> _underway = [];
    private readonly List<IDisposable> _timers = [];

    /// <summary>Takes up what is open in an instance's history and not underway.</summary>
    public void TakeUp(InstanceState state)
    {
        var execution = state.Instance.ExecutionId;
        foreach (var (number, task) in state.OpenTasks.Where(t => _underway.Add((execution, t.Key))))
            parts.Activities.Start(id, task, outcome => parts.Actors.PostToLive(id, new InstanceMessage.FromTask(execution, outcome)));
        foreach (var (number, timer) in state.OpenTimers.Where(t => _underway.Add((execution, t.Key))))
        {
            var fired = new InstanceMessage.FromTask(execution, new History.HistoryEvent.TimerFired(number));
            _timers.Add(new DueTimer(timer.FireAt, parts.Time, () => parts.Actors.PostToLive(id, fired)));
        }
    }

    /// <summary>Stops the timers. Activities run on, and what they return is dropped.</summary>
    public void Drop()
    {
        _timers.ForEach(t => t.Dispose());
        _timers.Clear();
    }
}
