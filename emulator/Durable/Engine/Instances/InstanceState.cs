using System.Collections.Immutable;
using FunctionsEmulator.Durable.History;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>An instance and its history as storage has them.</summary>
internal sealed record InstanceState(Instance Instance, ImmutableList<HistoryBatch> History)
{
    /// <summary>Activities that were scheduled and have not come back.</summary>
    public IReadOnlyDictionary<int, HistoryEvent.TaskScheduled> OpenTasks { get; } = Open<HistoryEvent.TaskScheduled>(History, e => e.TaskId);

    /// <summary>Timers that were created and have not fired.</summary>
    public IReadOnlyDictionary<int, HistoryEvent.TimerCreated> OpenTimers { get; } = Open<HistoryEvent.TimerCreated>(History, e => e.TimerId);

    /// <summary>Whether something arrived that no orchestrator has seen.</summary>
    public bool HasUnplayed => History is [.., { Played: false }];

    private static Dictionary<int, T> Open<T>(ImmutableList<HistoryBatch> history, Func<T, int> id)
        where T : HistoryEvent
    {
        var open = new Dictionary<int, T>();
        foreach (var e in history.SelectMany(b => b.Events))
        {
            if (e is T opened)
                open[id(opened)] = opened;
            else if (ClosedBy(e) is { } closed)
                open.Remove(closed);
        }

        return open;
    }

    private static int? ClosedBy(HistoryEvent e) => e switch
    {
        HistoryEvent.TaskCompleted completed => completed.TaskId,
        HistoryEvent.TaskFailed failed => failed.TaskId,
        HistoryEvent.TimerFired fired => fired.TimerId,
        _ => null,
    };
}
