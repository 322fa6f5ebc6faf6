using System.Globalization;
using System.Text.Json;
using LaunchAgent.Executors.Abstractions;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Core.Agents;

/// <summary>This deployment as the poller of run queues, from the settings <c>LAUNCH_AGENT_…</c>.</summary>
/// <param name="Name">The agent's name; default: the site's name, else <c>local</c>.</param>
/// <param name="Queues">The run queues it serves, in order; default <c>default</c>.</param>
/// <param name="Labels">Its labels, normalised; default none.</param>
/// <param name="Environment">Environment variables that every attempt gets; a launch's own win.</param>
public sealed record AgentOptions(
    string Name, IReadOnlyList<string> Queues, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The setting of <see cref="MaxJobs"/>.</summary>
    public const string MaxJobsSetting = "LAUNCH_AGENT_MAX_JOBS";

    /// <summary>The setting of <see cref="MaxSchedulers"/>.</summary>
    public const string MaxSchedulersSetting = "LAUNCH_AGENT_MAX_SCHEDULERS";

    /// <summary>The setting of <see cref="Queues"/>.</summary>
    public const string QueuesSetting = "LAUNCH_AGENT_QUEUES";

    /// <summary>The setting of <see cref="Labels"/>.</summary>
    public const string LabelsSetting = "LAUNCH_AGENT_LABELS";

    /// <summary>The setting of <see cref="MaxPolls"/>.</summary>
    public const string MaxPollsSetting = "LAUNCH_AGENT_MAX_POLLS";

    /// <summary>The setting of <see cref="LongestPollWait"/>.</summary>
    public const string PollSecondsSetting = "LAUNCH_AGENT_POLL_SECONDS";

    private const int MostPollSeconds = 3600;

    private const string CaptureLogsSetting = "LAUNCH_AGENT_CAPTURE_LOGS";

    private const string EnvironmentSetting = "LAUNCH_AGENT_ENV";

    private static readonly TimeSpan DefaultPollWait = TimeSpan.FromSeconds(10);

    private static readonly char[] Separators = [',', ';', ' '];

    /// <summary>The most launches that this agent holds at once, over all its queues, sweep schedulers not counted; -1 is no limit, 0 claims none. Default -1.</summary>
    public int MaxJobs { get; init; } = LimitSetting.Unlimited;

    /// <summary>The most sweep schedulers that this agent holds at once, over all its queues; -1 is no limit, 0 claims none. Default -1.</summary>
    public int MaxSchedulers { get; init; } = LimitSetting.Unlimited;

    /// <summary>How many dispatch passes over all its queues it makes before it stops polling; 0 makes none, null sets no bound. Default null.</summary>
    public int? MaxPolls { get; init; }

    /// <summary>How long it leaves a queue alone, at most, in which something waits for others to make room. Default 10 s.</summary>
    public TimeSpan LongestPollWait { get; init; } = DefaultPollWait;

    /// <summary>Whether output is kept. A launch's output is kept only when the launch wants it as well. Default true.</summary>
    public bool CaptureLogs { get; init; } = true;

    /// <summary>Name of its queue of wake-ups, by which other agents reach it.</summary>
    public string? WakeupsQueue { get; init; }

    /// <summary>Whether launches of a run queue are this agent's to claim.</summary>
    public bool Serves(string queue) => Queues.Contains(queue, StringComparer.Ordinal);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be read; the message names it.</exception>
    public static AgentOptions From(IConfiguration settings) => new(
        settings["LAUNCH_AGENT_NAME"] ?? settings["WEBSITE_SITE_NAME"]?.ToLowerInvariant() ?? "local",
        ListOf(settings[QueuesSetting]) is { Count: > 0 } queues ? queues : [QueueNames.Default],
        LabelSet.Normalised(ListOf(settings[LabelsSetting])),
        EnvironmentOf(settings[EnvironmentSetting]))
    {
        MaxJobs = LimitSetting.Parse(MaxJobsSetting, settings[MaxJobsSetting]),
        MaxSchedulers = LimitSetting.Parse(MaxSchedulersSetting, settings[MaxSchedulersSetting]),
        LongestPollWait = PollWaitOf(settings[PollSecondsSetting]),
        MaxPolls = MaxPollsOf(settings[MaxPollsSetting]),
        WakeupsQueue = settings[StorageClients.WakeupsSetting],
        CaptureLogs = CaptureLogsOf(settings[CaptureLogsSetting]),
    };

    private static int? MaxPollsOf(string? setting) => setting switch
    {
        null or "" => null,
        _ when int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var polls) => polls,
        _ => throw new InvalidOperationException(
            $"The setting {MaxPollsSetting} is '{setting}'; it takes a whole number from 0 on, and is left out for no bound."),
    };

    private static TimeSpan PollWaitOf(string? setting) => setting switch
    {
        null or "" => DefaultPollWait,
        _ when int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MostPollSeconds =>
            TimeSpan.FromSeconds(seconds),
        _ => throw new InvalidOperationException($"The setting {PollSecondsSetting} is '{setting}'; it takes whole seconds from 1 to {MostPollSeconds}."),
    };

    private static bool CaptureLogsOf(string? setting) => setting switch
    {
        null or "" => true,
        _ when bool.TryParse(setting, out var captures) => captures,
        _ => throw new InvalidOperationException($"The setting {CaptureLogsSetting} is '{setting}'; it takes true or false."),
    };

    private static List<string> ListOf(string? setting) =>
        [.. (setting ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static Dictionary<string, string> EnvironmentOf(string? setting)
    {
        try
        {
            return string.IsNullOrWhiteSpace(setting) ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(setting) ?? [];
        }
        catch (JsonException)
        {
            throw new InvalidOperationException(
                $"The setting {EnvironmentSetting} is not a JSON object of texts, such as {{\"NAME\":\"value\"}}.");
        }
    }
}
