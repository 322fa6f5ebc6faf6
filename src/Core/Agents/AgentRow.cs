using Azure.Data.Tables;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Agents;

/// <summary>What an agent says of itself with every heartbeat, and what others want of it. One row of table <c>Directory</c>.</summary>
public sealed record AgentRow
{
    /// <summary>The partition of all agents.</summary>
    public const string Partition = "agents";

    // A merge cannot clear a property.
    private const int NoBound = -1;

    private const string StoppedProperty = "stopped";
    private const string UsedUpProperty = "is_used_up";
    private const string PassesProperty = "passes";
    private const string PassesOfProperty = "passes_of";
    private const string PassOperationProperty = "pass_operation";
    private const string LastPollProperty = "last_poll_at";
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

    /// <summary>How many passes it makes before it stops polling; null sets no bound.</summary>
    public int? MaxPolls { get; init; }

    /// <summary>Whether it keeps output.</summary>
    public bool CaptureLogs { get; init; } = true;

    /// <summary>Name of its queue of wake-ups.</summary>
    public string? WakeupsQueue { get; init; }

    /// <summary>When its process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its last sign of life.</summary>
    public required DateTimeOffset HeartbeatAt { get; init; }

    /// <summary>How often its process has looked for something to claim; as of the last heartbeat. With <see cref="MaxPolls"/>, <see cref="Passes"/> counts.</summary>
    public long Polls { get; init; }

    /// <summary>The passes of the count that <see cref="MaxPolls"/> ends. Not written by heartbeats.</summary>
    public long Passes { get; init; }

    /// <summary>The <see cref="MaxPolls"/> for which <see cref="Passes"/> counts; null when it was without a bound, or nothing was counted yet.</summary>
    public int? PassesOf { get; init; }

    /// <summary>The operation id of the last pass that was counted, by which one whose answer was lost is recognised.</summary>
    public string? PassOperation { get; init; }

    /// <summary>When it looked last; as of the last heartbeat, or the last pass that was counted.</summary>
    public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>Whether somebody told it to stop polling. Not written by heartbeats.</summary>
    public bool Stopped { get; init; }

    /// <summary>Whether it stopped because it had made all its passes, and nobody told it to.</summary>
    public bool IsUsedUp { get; init; }

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
        MaxPolls = BoundOf(row.GetInt32("max_polls")),
        CaptureLogs = row.GetBoolean("capture_logs") ?? true,
        WakeupsQueue = row.GetText("wakeups"),
        StartedAt = row.GetTime("started_at"),
        HeartbeatAt = row.GetTime("heartbeat_at") ?? DateTimeOffset.MinValue,
        Polls = row.GetInt64("polls") ?? 0,
        Passes = row.GetInt64(PassesProperty) ?? 0,
        PassesOf = BoundOf(row.GetInt32(PassesOfProperty)),
        PassOperation = row.GetText(PassOperationProperty),
        LastPollAt = row.GetTime(LastPollProperty),
        Stopped = row.GetBoolean(StoppedProperty) ?? false,
        IsUsedUp = row.GetBoolean(UsedUpProperty) ?? false,
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
        ["max_polls"] = MaxPolls ?? NoBound,
        ["capture_logs"] = CaptureLogs,
        ["wakeups"] = WakeupsQueue,
        ["started_at"] = RowTime.Of(StartedAt),
        ["heartbeat_at"] = HeartbeatAt,
        ["polls"] = Polls,
        // A process that has not looked yet knows nothing of those before it.
        [LastPollProperty] = LastPollAt,
    };

    /// <summary>What is written before a pass that counts; to be merged into the row as it was read.</summary>
    /// <param name="operation">An id that was never used before.</param>
    /// <param name="now">The time.</param>
    public TableEntity ToPass(string operation, DateTimeOffset now) => new(Partition, KeyOf(Name))
    {
        [PassesProperty] = Passes + 1,
        [PassOperationProperty] = operation,
        [LastPollProperty] = now,
    };

    /// <summary>What is written when the passes are counted for another bound than before; to be merged. An agent that had stopped because of the old one goes on.</summary>
    /// <param name="bound">The bound; null for none.</param>
    /// <param name="wish">An id that was never used before.</param>
    public TableEntity ToBound(int? bound, string wish)
    {
        var row = IsUsedUp ? ToWish(Name, stopped: false, wish) : new TableEntity(Partition, KeyOf(Name)) { [PassesProperty] = 0L };
        row[PassesOfProperty] = bound ?? NoBound;
        return row;
    }

    /// <summary>What is written when somebody tells it to stop or to resume polling, which starts a new count of its passes; to be merged.</summary>
    public static TableEntity ToWish(string name, bool stopped, string wish) => new(Partition, KeyOf(name))
    {
        [StoppedProperty] = stopped,
        [WishProperty] = wish,
        [UsedUpProperty] = false,
        [PassesProperty] = stopped ? null : 0L,
    };

    /// <summary>What is written when it has made all its passes; to be merged.</summary>
    public TableEntity ToUsedUp(string wish)
    {
        var row = ToWish(Name, stopped: true, wish);
        row[UsedUpProperty] = true;
        return row;
    }

    /// <summary>What is written once the headers of all its queues say what was wanted; to be merged.</summary>
    public TableEntity ToWishDone() => new(Partition, KeyOf(Name)) { [DoneProperty] = Wish };

    private static int? BoundOf(int? stored) => stored is NoBound ? null : stored;
}
