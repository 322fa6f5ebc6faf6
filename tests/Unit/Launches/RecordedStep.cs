namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>A task that an orchestrator asked for and how it ended.</summary>
internal sealed record RecordedStep(string What, object? Result, Exception? Failure = null);
