namespace LaunchAgent.Contracts.Launches;

/// <summary>Some lines of a launch's output.</summary>
/// <param name="Lines">In the order in which they were written.</param>
/// <param name="NextAfter">Pass it as <c>after</c> to read on.</param>
/// <param name="Complete">Whether nothing will follow.</param>
public sealed record LogPage(IReadOnlyList<LogLine> Lines, string? NextAfter, bool Complete);
