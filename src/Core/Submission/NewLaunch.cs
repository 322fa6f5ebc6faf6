using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Submission;

/// <summary>The rows of a launch that is new.</summary>
public sealed class NewLaunch
{
    private readonly string _by;
    private readonly DueRow _waiting;

    /// <summary>A launch that is to be written.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="spec">Its spec, which names the idempotency key.</param>
    /// <param name="by">Which way it came; its history says so where it names no author.</param>
    public NewLaunch(LaunchRow launch, LaunchSpec spec, string by)
    {
        _by = by;
        _waiting = DueRow.For(launch, launch.DueAt, launch.Attempt);
        Key = KeyOf(launch, spec);
        Launch = launch with { IndexKey = launch.DueAt > launch.CreatedAt ? _waiting.FutureKey : _waiting.Key, KeyRow = Key?.ToEntity().RowKey };
    }

    /// <summary>The record.</summary>
    public LaunchRow Launch { get; }

    /// <summary>The row of its idempotency key; null when it has none.</summary>
    public KeyRow? Key { get; }

    /// <summary>What writes them, the row of its label set aside: launches of one transaction may share that.</summary>
    public IEnumerable<TableTransactionAction> Actions =>
    [
        new(TableTransactionActionType.Add, Launch.ToEntity()),
        new(TableTransactionActionType.Add, _waiting.ToEntity(Launch.IndexKey!)),
        .. Key is null ? Array.Empty<TableTransactionAction>() : [new(TableTransactionActionType.Add, Key.ToEntity())],
        LaunchEvents.Record(Launch.Id, claim: 0, LaunchState.Pending, Launch.CreatedAt, Launch.Author ?? _by),
    ];

    /// <summary>What writes several launches of one queue in one transaction.</summary>
    public static IReadOnlyList<TableTransactionAction> ActionsFor(IReadOnlyCollection<NewLaunch> launches) =>
    [
        .. launches.SelectMany(launch => launch.Actions),
        .. launches.Select(launch => launch._waiting).DistinctBy(row => row.Labels.Hash).Select(row =>
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, row.Labels.ToEntity(row.Id.Partition))),
    ];

    // The hash is of what the spec says, not of how it was written; a repetition on request is another wish than the first launch.
    private static KeyRow? KeyOf(LaunchRow launch, LaunchSpec spec) => spec.IdempotencyKey is { } key
        ? new KeyRow(launch.Id, key, Hash.Short(ContractJson.Serialize(spec) + launch.RetryOf, Hash.KeyLength * 2))
        : null;
}
