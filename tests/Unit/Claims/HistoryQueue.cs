namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>A run queue of a history.</summary>
internal sealed record HistoryQueue(string Name, int Limit, bool Prioritized, bool CancelsNew)
{
    public override string ToString() => $"queue {Name}: limit {Limit}{(Prioritized ? "" : ", first in first out")}{(CancelsNew ? ", cancels new" : "")}";
}
