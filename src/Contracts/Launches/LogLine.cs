namespace LaunchAgent.Contracts.Launches;

/// <summary>One line of output.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Attempt">Number of the attempt.</param>
/// <param name="Stream">stdout or stderr.</param>
/// <param name="Text">Without its line end.</param>
public sealed record LogLine(DateTimeOffset At, int Attempt, string Stream, string Text);
