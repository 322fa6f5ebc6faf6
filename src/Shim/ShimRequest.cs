namespace LaunchAgent.Shim;

/// <summary>What a shim is told, over its standard input and nowhere else: the environment may hold secrets.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="WorkingDirectory">Null: the attempt's own work folder.</param>
/// <param name="Environment">The whole environment of the command.</param>
/// <param name="Files">Relative path → text.</param>
/// <param name="CaptureOutput">Whether output is recorded.</param>
internal sealed record ShimRequest(
    IReadOnlyList<string> Command,
    string? WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Files,
    bool CaptureOutput);
