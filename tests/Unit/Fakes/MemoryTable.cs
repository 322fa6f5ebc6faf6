using Azure;
using Azure.Data.Tables;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>The rules of a storage table, in memory: conditions, transactions of one partition, key order. The same tests hold it to Azurite.</summary>
internal sealed class MemoryTable : ITable
{
    private const int MaximumActions = 100;
    private const int LongestText = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Partition, string Row), TableEntity> _rows = new(
        Comparer<(string Partition, string Row)>.Create((a, b) =>
            string.CompareOrdinal(a.Partition, b.Partition) is var first and not 0 ? first : string.CompareOrdinal(a.Row, b.Row)));

    private long _version;
    private CommitOutcome? _nextAnswer;

    /// <summary>Called before every operation with its kind; throws to fail it.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Called after every operation that took effect, before its answer goes out; throws to lose the answer with the caller.</summary>
    public Action<string>? After { get; set; }

    /// <summary>Told of every query: the first key, the end (exclusive), and how many rows it returned.</summary>
    public Action<string, string, int>? Queried { get; set; }

    /// <summary>
    /// Asked at every commit that takes effect: when true, the answer is lost on its way. As the real client does, the
    /// transaction is sent once more then, and that answer is what the caller gets.
    /// </summary>
    public Func<bool>? LosesAnswer { get; set; }

    /// <summary>How many transactions took effect.</summary>
    public int Commits { get; private set; }

    public IReadOnlyList<TableEntity> All
    {
        get
        {
            lock (_gate)
                return [.. _rows.Values.Select(Copy)];
        }
    }

    public Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Before?.Invoke("find");
        TableEntity? found;
        lock (_gate)
            found = _rows.TryGetValue((partitionKey, rowKey), out var row) ? Copy(row) : null;
        After?.Invoke("find");
        return Task.FromResult(found);
    }

    public Task<IReadOnlyList<TableEntity>> QueryAsync(
        string partitionKey, string from, string to, int? maximumRows, CancellationToken cancellationToken)
    {
        Before?.Invoke("query");
        IReadOnlyList<TableEntity> found;
        lock (_gate)
        {
            found =
            [
                .. _rows
                    .Where(row => row.Key.Partition == partitionKey
                        && string.CompareOrdinal(row.Key.Row, from) >= 0 && string.CompareOrdinal(row.Key.Row, to) < 0)
                    .Take(maximumRows ?? int.MaxValue)
                    .Select(row => Copy(row.Value)),
            ];
        }

        Queried?.Invoke(from, to, found.Count);
        After?.Invoke("query");
        return Task.FromResult(found);
    }

    public Task<CommitResult> CommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        Before?.Invoke("commit");
        if (actions.Count is 0 or > MaximumActions || actions.Select(action => action.Entity.PartitionKey).Distinct().Count() != 1)
            throw new InvalidOperationException("A transaction has 1 to 100 actions of one partition.");
        if (actions.Select(action => action.Entity.RowKey).Distinct().Count() != actions.Count)
            throw new InvalidOperationException("A transaction names each row once.");
        if (actions.Any(action => ((TableEntity)action.Entity).Any(property => property.Value is string { Length: > LongestText })))
            throw new RequestFailedException(400, "A text property holds 32 K characters.", "PropertyValueTooLarge", null);

        var result = Send(actions);
        if (!result.IsCommitted)
            return Task.FromResult(result);
        if (LosesAnswer?.Invoke() == true)
            result = Send(actions);
        After?.Invoke("commit");
        result = _nextAnswer is { } answer ? new CommitResult(answer) : result;
        _nextAnswer = null;
        return Task.FromResult(result);
    }

    /// <summary>Has the next commit take effect, but answers what its repetition would be answered after a lost answer.</summary>
    public void AnswerNextCommitWith(CommitOutcome outcome) => _nextAnswer = outcome;

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private CommitResult Send(IReadOnlyList<TableTransactionAction> actions)
    {
        lock (_gate)
        {
            for (var i = 0; i < actions.Count; i++)
            {
                if (Refusal(actions[i]) is { } outcome)
                    return new CommitResult(outcome, i);
            }

            foreach (var action in actions)
                Apply(action);
            Commits++;
            return CommitResult.Committed;
        }
    }

    private CommitOutcome? Refusal(TableTransactionAction action)
    {
        var exists = _rows.TryGetValue(KeyOf(action), out var row);
        return action.ActionType switch
        {
            TableTransactionActionType.Add => exists ? CommitOutcome.Exists : null,
            TableTransactionActionType.UpsertMerge or TableTransactionActionType.UpsertReplace => null,
            _ when !exists => CommitOutcome.Missing,
            _ => action.ETag == ETag.All || action.ETag == default || action.ETag == row!.ETag ? null : CommitOutcome.Changed,
        };
    }

    private void Apply(TableTransactionAction action)
    {
        var key = KeyOf(action);
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            _rows.Remove(key);
            return;
        }

        var merges = action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        var row = merges && _rows.TryGetValue(key, out var before) ? Copy(before) : new TableEntity(key.Partition, key.Row);
        foreach (var (name, value) in (TableEntity)action.Entity)
        {
            // A property without a value is not written, so a merge cannot clear one.
            if (value is not null && name is not ("odata.etag" or "Timestamp"))
                row[name] = value;
        }

        row.ETag = new ETag($"W/\"{++_version}\"");
        _rows[key] = row;
    }

    private static (string Partition, string Row) KeyOf(TableTransactionAction action) => (action.Entity.PartitionKey, action.Entity.RowKey);

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };
}
