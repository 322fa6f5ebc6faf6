using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Writes a new launch in one transaction: record, index row, label set, first event and, when it has an idempotency key, the key's row.</summary>
public sealed class LaunchInsert(LaunchTables tables, IdempotencyKeys keys)
{
    private const int Tries = 5;

    /// <summary>Writes the launch, unless its id or its key is known. The launch's own key row counts as success: an answer may have been lost.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="spec">Its spec, which names the key.</param>
    /// <param name="by">Which way it came; its history says so where it names no author.</param>
    /// <param name="cancellationToken">Ends the call; the transaction may have taken effect.</param>
    public async Task<InsertResult> InsertAsync(LaunchRow launch, LaunchSpec spec, string by, CancellationToken cancellationToken)
    {
        var waiting = DueRow.For(launch, launch.DueAt, launch.Attempt);
        var indexKey = launch.DueAt > launch.CreatedAt ? waiting.FutureKey : waiting.Key;
        var key = KeyOf(launch, spec);
        for (var tries = 0; tries < Tries; tries++)
        {
            var committed = await tables.Launches.CommitAsync(
                [
                    new(TableTransactionActionType.Add, (launch with { IndexKey = indexKey, KeyRow = key?.ToEntity().RowKey }).ToEntity()),
                    new(TableTransactionActionType.Add, waiting.ToEntity(indexKey)),
                    .. key is null ? Array.Empty<TableTransactionAction>() : [new(TableTransactionActionType.Add, key.ToEntity())],
                    new(TableTransactionActionType.UpsertReplace, waiting.Labels.ToEntity(launch.Id.Partition)),
                    LaunchEvents.Record(launch.Id, claim: 0, LaunchState.Pending, launch.CreatedAt, launch.Author ?? by),
                ],
                cancellationToken);
            if (committed.IsCommitted)
                return new InsertResult(launch.Id, IsNew: true, IsSameBody: true);
            if (key is not null && await keys.FindAsync(key, cancellationToken) is { } first && first.Id != launch.Id)
                return new InsertResult(first.Id, IsNew: false, first.BodyHash == key.BodyHash);
            if (await tables.Launches.FindAsync(launch.Id.Partition, RowKeys.Launch(launch.Id), cancellationToken) is not null)
                return new InsertResult(launch.Id, IsNew: false, IsSameBody: true);

            // Refused for a key that is gone by now, with the launch that used it first.
        }

        throw new TimeoutException($"Launch {launch.Id} was refused {Tries} times in a row for rows that were not there when they were read.");
    }

    // The hash is of what the spec says, not of how it was written; a repetition on request is another wish than the first launch.
    private static KeyRow? KeyOf(LaunchRow launch, LaunchSpec spec) => spec.IdempotencyKey is { } key
        ? new KeyRow(launch.Id, key, Hash.Short(ContractJson.Serialize(spec) + launch.RetryOf, Hash.KeyLength * 2))
        : null;
}
