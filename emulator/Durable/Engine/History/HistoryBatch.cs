namespace FunctionsEmulator.Durable.History;

/// <summary>One step of an orchestration: what arrived, in order, and then what the orchestrator asked for because of it.</summary>
/// <param name="At">When the step was taken, UTC; the orchestrator's clock during it.</param>
/// <param name="Played">False when there was no such orchestrator function, so that the events still wait to be played.</param>
/// <param name="Events">The events.</param>
internal sealed record HistoryBatch(DateTimeOffset At, bool Played, IReadOnlyList<HistoryEvent> Events);
