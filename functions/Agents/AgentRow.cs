using Azure.Data.Tables;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Agents;

/// <summary>What an agent says of itself with every heartbeat, and what others want of it. One row of table <c>Directory</c>.</summary>
public sealed record AgentRow
{
    /// <summary>The partition of all agents.</summary>
    public const string Partition = "agents";

    private const string StoppedProperty = "stopped";
    private const string WishProperty = "wish";
    private const string DoneProperty = "wish_done";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The machine it runs on.</summary>
    public string? Hostname { get; init; }

    /// <summary>The app's version.</summary>
    public string? Version { get; init; }

    /// <summary>The run queues it serves, in order.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Its labels, normalised.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The environment variables that it gives every attempt; the values are blanked.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The most launches it holds at once; -1 is no limit.</summary>
    public int MaxJobs { get; init; } = LimitSetting.Unlimited;

    /// <summary>The most sweep schedulers it holds at once; -1 is no limit.</summary>
    public int MaxSchedulers { get; init; } = LimitSetting.Unlimited;

    /// <summary>Whether it keeps output.</summary>
    public bool CaptureLogs { get; init; } = true;

    /// <summary>Name of its queue of nudges.</summary>
    public string? NudgesQueue { get; init; }

    /// <summary>When its process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its last sign of life.</summary>
    public required DateTimeOffset HeartbeatAt { get; init; }

    /// <summary>How often its process has looked for something to claim; as of the last heartbeat.</summary>
    public long Polls { get; init; }

    /// <summary>When it looked last; as of the last heartbeat.</summary>
    public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>Whether somebody told it to stop polling. Not written by heartbeats.</summary>
    public bool Stopped { get; init; }

    /// <summary>The id of the last request to stop or resume; null when there was none.</summary>
    public string? Wish { get; init; }

    /// <summary>Whether the headers of all its queues say what that request wanted.</summary>
    public bool IsWishDone { get; init; } = true;

    /// <summary>The row's own ETag.</summary>
    public Azure.ETag ETag { get; init; }

    /// <summary>The row key of an agent.</summary>
    public static string KeyOf(string name) => Hash.Short(name, Hash.KeyLength);

    /// <summary>Reads the row.</summary>
    public static AgentRow From(TableEntity row) => new()
    {
        Name = row.GetRequired("name"),
        Hostname = row.GetText("hostname"),
        Version = row.GetText("version"),
        Queues = row.GetJson<IReadOnlyList<string>>("queues") ?? [],
        Labels = row.GetJson<IReadOnlyList<string>>("labels") ?? [],
        Environment = row.GetJson<IReadOnlyDictionary<string, string>>("env") ?? new Dictionary<string, string>(),
        MaxJobs = row.GetInt32("max_jobs") ?? LimitSetting.Unlimited,
        MaxSchedulers = row.GetInt32("max_schedulers") ?? LimitSetting.Unlimited,
        CaptureLogs = row.GetBoolean("capture_logs") ?? true,
        NudgesQueue = row.GetText("nudges"),
        StartedAt = row.GetTime("started_at"),
        HeartbeatAt = row.GetTime("heartbeat_at") ?? DateTimeOffset.MinValue,
        Polls = row.GetInt64("polls") ?? 0,
        LastPollAt = row.GetTime("last_poll_at"),
        Stopped = row.GetBoolean(StoppedProperty) ?? false,
        Wish = row.GetText(WishProperty),
        IsWishDone = row.GetText(WishProperty) == row.GetText(DoneProperty),
        ETag = row.ETag,
    };

    /// <summary>What a heartbeat writes; to be merged, so that what is wanted of the agent stays.</summary>
    public TableEntity ToHeartbeat() => new(Partition, KeyOf(Name))
    {
        ["name"] = Name,
        ["hostname"] = Hostname,
        ["version"] = Version,
        ["queues"] = RowJson.Of(Queues),
        ["labels"] = RowJson.Of(Labels),
        ["env"] = RowJson.Of(Environment),
        ["max_jobs"] = MaxJobs,
        ["max_schedulers"] = MaxSchedulers,
        ["capture_logs"] = CaptureLogs,
        ["nudges"] = NudgesQueue,
        ["started_at"] = RowTime.Of(StartedAt),
        ["heartbeat_at"] = HeartbeatAt,
        ["polls"] = Polls,
        ["last_poll_at"] = RowTime.Of(LastPollAt),
    };

    /// <summary>What is written when somebody tells it to stop or to resume polling; to be merged.</summary>
    public static TableEntity ToWish(string name, bool stopped, string wish) =>
        new(Partition, KeyOf(name)) { [StoppedProperty] = stopped, [WishProperty] = wish };

    /// <summary>What is written once the headers of all its queues say what was wanted; to be merged.</summary>
    public TableEntity ToWishDone() => new(Partition, KeyOf(Name)) { [DoneProperty] = Wish };
}
