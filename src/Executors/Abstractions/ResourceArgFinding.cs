namespace LaunchAgent.Executors.Abstractions;

/// <summary>What an executor has to say about one of a launch's resource args.</summary>
/// <param name="Pointer">Which: a JSON pointer into the resource args.</param>
/// <param name="Code">What.</param>
/// <param name="Message">One or two plain sentences, without the value.</param>
/// <param name="IsWarning">Whether the launch can run in spite of it.</param>
public sealed record ResourceArgFinding(string Pointer, string Code, string Message, bool IsWarning = false);
