using Azure;
using Azure.Data.Tables;
using LaunchAgent.Functions.Queues;

namespace LaunchAgent.Functions.Storage;

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

    /// <summary>Names of agents that must not claim from this queue.</summary>
    public IReadOnlyList<string> StoppedAgents { get; init; } = [];

    /// <summary>The partition of the queue's rows.</summary>
    public string Partition => LaunchId.PartitionOf(Queue);

    /// <summary>Reads the row.</summary>
    public static QueueHeader From(TableEntity row) => new(
        row.GetRequired("queue"),
        row.GetJson<QueueConfig>("config")!,
        row.GetInt32("config_version") ?? 1,
        row.GetBoolean("paused") ?? false,
        row.ETag)
    {
        StoppedAgents = row.GetJson<IReadOnlyList<string>>("stopped_agents") ?? [],
    };

    /// <summary>The whole row, for a queue that is new or changed.</summary>
    public TableEntity ToEntity() => new(Partition, RowKeys.Header)
    {
        ["queue"] = Queue,
        ["config"] = RowJson.Of(Config),
        ["config_version"] = ConfigVersion,
        ["paused"] = Paused,
        ["stopped_agents"] = StoppedAgents.Count == 0 ? "" : RowJson.Of(StoppedAgents),
    };

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
}
