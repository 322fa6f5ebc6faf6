using System.Text.Json;

namespace LaunchAgent.Executors.Abstractions;

/// <summary>One try of a launch, as an executor is given it.</summary>
/// <param name="Key">Names the attempt for ever: 1 to 80 characters of <c>[a-z0-9-]</c>.</param>
/// <param name="LaunchId">The launch; the command sees it as <c>LAUNCH_ID</c>.</param>
/// <param name="RunId">Kept across attempts; <c>LAUNCH_RUN_ID</c>.</param>
/// <param name="Number">1, 2, …; <c>LAUNCH_ATTEMPT</c>.</param>
/// <param name="Command">Program and arguments; never given to a shell.</param>
/// <param name="WorkingDirectory">An absolute folder that exists, or null for a fresh folder of the attempt's own.</param>
/// <param name="Environment">Added to a clean base. May hold secrets, so nothing that outlives the attempt may store it.</param>
/// <param name="Files">Relative path → text, written below the attempt's own folder; only with a null <paramref name="WorkingDirectory"/>.</param>
/// <param name="CaptureOutput">False: what the command prints is thrown away.</param>
/// <param name="ResourceArgs">A JSON object whose meaning is the executor's own; null when there is none.</param>
public sealed record AttemptRequest(
    string Key,
    string LaunchId,
    string RunId,
    int Number,
    IReadOnlyList<string> Command,
    string? WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Files,
    bool CaptureOutput,
    JsonElement? ResourceArgs = null);
