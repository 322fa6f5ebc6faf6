using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// The header row of a run queue. Whatever decides who may be claimed stands in it, and every claim commits against its
/// ETag: a change of the header beats a claim in flight. Arrivals and releases never touch it.
/// </summary>
/// <param name="Queue">Name of the run queue.</param>
/// <param name="Config">The configuration.</param>
/// <param name="ConfigVersion">Counts the changes of the configuration, from 1; the ETag that HTTP callers see.</param>
/// <param name="Paused">Whether claims are stopped.</param>
/// <param name="ETag">The row's own ETag.</param>
public sealed record QueueHeader(string Queue, QueueConfig Config, int ConfigVersion, bool Paused, ETag ETag)
{
    private const string ClaimOperation = "claim_operation";
    private const string WaitsProperty = "waits";

    // Changes by people are rare: an answer that was lost is asked after long before so many others were made.
    private const int KeptChanges = 8;

    /// <summary>Names of agents that must not claim from this queue.</summary>
    public IReadOnlyList<string> StoppedAgents { get; init; } = [];

    /// <summary>Another limit for a while, as it was asked for; it may be over. A limit of null is none.</summary>
    public LimitOverride? LimitOverride { get; init; }

    /// <summary>Whether the queue is being removed: it is paused, takes no new launches, and goes when it is empty.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Operation ids of the last changes, the latest first, by which a change whose answer was lost is recognised.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>How long the launches waited that were claimed in the last hour; written by claims only.</summary>
    public WaitHistory Waits { get; init; } = WaitHistory.Empty;

    /// <summary>The partition of the queue's rows.</summary>
    public string Partition => LaunchId.PartitionOf(Queue);

    /// <summary>The most launches that may hold a slot at a time; <see cref="QueueConfig.Unlimited"/> is no limit.</summary>
    public int LimitAt(DateTimeOffset now) => OverrideAt(now) is { } other ? other.MaxConcurrency ?? QueueConfig.Unlimited : Config.MaxConcurrency;

    /// <summary>The override that counts at a time; null when there is none, or it is over.</summary>
    public LimitOverride? OverrideAt(DateTimeOffset now) => LimitOverride is { } other && now < other.Until ? other : null;

    /// <summary>Reads the row.</summary>
    public static QueueHeader From(TableEntity row) => new(
        row.GetRequired("queue"),
        row.GetJson<QueueConfig>("config")!,
        row.GetInt32("config_version") ?? 1,
        row.GetBoolean("paused") ?? false,
        row.ETag)
    {
        StoppedAgents = row.GetJson<IReadOnlyList<string>>("stopped_agents") ?? [],
        LimitOverride = row.GetJson<LimitOverride>("limit_override"),
        IsRemoved = row.GetBoolean("is_removed") ?? false,
        Changes = row.GetText("changes")?.Split(',') ?? [],
        Waits = WaitHistory.Parse(row.GetText(WaitsProperty)),
    };

    /// <summary>The whole row, for a queue that is new.</summary>
    public TableEntity ToEntity()
    {
        var row = ToChange();
        row["queue"] = Queue;
        row["stopped_agents"] = StoppedAgents.Count == 0 ? "" : RowJson.Of(StoppedAgents);
        return row;
    }

    /// <summary>The action that makes people's part of the row what it is here. It fails when the row has changed since it was read, and beats a claim in flight.</summary>
    public TableTransactionAction Change() => new(TableTransactionActionType.UpdateMerge, ToChange(), ETag);

    /// <summary>The action that removes the row, unless it has changed since it was read.</summary>
    public TableTransactionAction Remove() => new(TableTransactionActionType.Delete, new TableEntity(Partition, RowKeys.Header), ETag);

    /// <summary>The header after one more change.</summary>
    /// <param name="operation">The change's operation id.</param>
    public QueueHeader ChangedBy(string operation) =>
        this with { ConfigVersion = ConfigVersion + 1, Changes = [operation, .. Changes.Take(KeptChanges - 1)] };

    /// <summary>The action that makes every claim in flight fail, and changes nothing else.</summary>
    /// <param name="partition">The queue's partition.</param>
    /// <param name="operation">An id that was never used before.</param>
    public static TableTransactionAction Touch(string partition, string operation) => new(
        TableTransactionActionType.UpdateMerge, new TableEntity(partition, RowKeys.Header) { ["touched_by"] = operation }, ETag.All);

    /// <summary>The action that replaces the names of <see cref="StoppedAgents"/>; it fails when the header has changed, and beats a claim in flight.</summary>
    public TableTransactionAction StopAgents(IReadOnlyList<string> names) => new(
        TableTransactionActionType.UpdateMerge,
        new TableEntity(Partition, RowKeys.Header) { ["stopped_agents"] = names.Count == 0 ? "" : RowJson.Of(names) },
        ETag);

    /// <summary>The action that lets a claim commit only if nothing that decided it has changed.</summary>
    /// <param name="operation">The claim's operation id, by which a lost answer is recognised.</param>
    public TableTransactionAction ClaimGuard(string operation) => new(
        TableTransactionActionType.UpdateMerge,
        new TableEntity(Partition, RowKeys.Header) { [ClaimOperation] = operation },
        ETag);

    /// <summary>The same for a claim that ends waits.</summary>
    /// <param name="operation">The claim's operation id.</param>
    /// <param name="waits">What <see cref="Waits"/> becomes with them.</param>
    public TableTransactionAction ClaimGuard(string operation, WaitHistory waits) => new(
        TableTransactionActionType.UpdateMerge,
        new TableEntity(Partition, RowKeys.Header) { [ClaimOperation] = operation, [WaitsProperty] = waits.Format() },
        ETag);

    private TableEntity ToChange() => new(Partition, RowKeys.Header)
    {
        ["config"] = RowJson.Of(Config),
        ["config_version"] = ConfigVersion,
        ["paused"] = Paused,
        ["limit_override"] = RowJson.Of(LimitOverride),
        ["is_removed"] = IsRemoved,
        ["changes"] = string.Join(',', Changes),
    };
}
