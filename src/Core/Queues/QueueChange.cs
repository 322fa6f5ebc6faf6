namespace LaunchAgent.Core.Queues;

/// <summary>How a change to a run queue ended.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Header">The queue then; null when there is none.</param>
public sealed record QueueChange(QueueChangeOutcome Outcome, QueueHeader? Header = null);
