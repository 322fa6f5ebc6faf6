namespace LaunchAgent.Contracts.Problems;

/// <summary>Something the launch runs in spite of, but that its author should know.</summary>
/// <param name="Code">What, in lower snake case: one of <see cref="WarningCodes"/>, or a code of the app.</param>
/// <param name="Stage">Who noticed: agent, build or run.</param>
/// <param name="Message">One or two plain sentences.</param>
/// <param name="At">When it was noticed; a parser leaves it empty.</param>
public sealed record Warning(string Code, string Stage, string Message, DateTimeOffset? At = null);
