using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>The macros that there are, and what they stand for in a launch.</summary>
public static class Macros
{
    /// <summary>What stands before the name of a setting.</summary>
    public const string SettingPrefix = "setting:";

    private const string LaunchId = "launch_id";
    private const string RunId = "run_id";
    private const string Name = "name";
    private const string Queue = "queue";
    private const string Author = "author";
    private const string SweepId = "sweep_id";
    private const string Attempt = "attempt";
    private const string Image = "image";

    /// <summary>The names, without those of settings.</summary>
    public static IReadOnlyList<string> Names { get; } = [LaunchId, RunId, Name, Queue, Author, SweepId, Attempt, Image];

    /// <summary>What each macro stands for; what a launch has not got is the empty text.</summary>
    /// <param name="spec">The launch's spec.</param>
    /// <param name="queue">Its queue.</param>
    /// <param name="launchId">Its id.</param>
    /// <param name="runId">Its run id.</param>
    /// <param name="settings">The settings that launches may read.</param>
    public static IReadOnlyDictionary<string, string> Values(LaunchSpec spec, string queue, string launchId, string runId, MacroSettings settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LaunchId] = launchId,
            [RunId] = runId,
            [Name] = spec.Name ?? "",
            [Queue] = queue,
            [Author] = spec.Author ?? "",
            [SweepId] = spec.SweepId ?? "",
            [Attempt] = AttemptMacro.Marker.ToString(),
            [Image] = spec.Image ?? "",
        };
        foreach (var (name, value) in settings.Values)
            values[SettingPrefix + name] = value;
        return values;
    }
}
