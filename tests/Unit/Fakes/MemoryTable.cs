using Azure;
using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>The rules of a storage table, in memory: conditions, transactions of one partition, key order. The same tests hold it to Azurite.</summary>
internal sealed class MemoryTable : ITable
{
    private const int MaximumActions = 100;
    private const int LongestText = 32 * 1024;

    private static readonly TableEntity Nothing = new();

    private readonly Lock _gate = new();

    // A range costs what is in it, however many rows there are: what depends on their number is to be seen in the product, not here.
    private readonly SortedDictionary<string, SortedSet<Row>> _partitions = new(StringComparer.Ordinal);

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
                return [.. _partitions.Values.SelectMany(rows => rows).Select(row => Copy(row.Entity))];
        }
    }

    public Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        Before?.Invoke("find");
        TableEntity? found;
        lock (_gate)
            found = Find(partitionKey, rowKey) is { } row ? Copy(row) : null;
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
            found = [.. Range(partitionKey, from, to).Take(maximumRows ?? int.MaxValue).Select(Copy)];
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
        var row = Find(action.Entity.PartitionKey, action.Entity.RowKey);
        var exists = row is not null;
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
        var (partition, key) = (action.Entity.PartitionKey, action.Entity.RowKey);
        var before = Find(partition, key);
        if (before is not null)
            _partitions[partition].Remove(new Row(key, before));
        if (action.ActionType == TableTransactionActionType.Delete)
            return;

        var merges = action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        var row = merges && before is not null ? Copy(before) : new TableEntity(partition, key);
        foreach (var (name, value) in (TableEntity)action.Entity)
        {
            // A property without a value is not written, so a merge cannot clear one.
            if (value is not null && name is not ("odata.etag" or "Timestamp"))
                row[name] = value;
        }

        row.ETag = new ETag($"W/\"{++_version}\"");
        if (!_partitions.TryGetValue(partition, out var rows))
            _partitions[partition] = rows = new SortedSet<Row>(Row.ByKey);
        rows.Add(new Row(key, row));
    }

    private TableEntity? Find(string partition, string key) =>
        _partitions.TryGetValue(partition, out var rows) && rows.TryGetValue(new Row(key, Nothing), out var row) ? row.Entity : null;

    private IEnumerable<TableEntity> Range(string partition, string from, string to) =>
        string.CompareOrdinal(from, to) < 0 && _partitions.TryGetValue(partition, out var rows)
            ? rows.GetViewBetween(new Row(from, Nothing), new Row(to, Nothing)).TakeWhile(row => string.CompareOrdinal(row.Key, to) < 0).Select(row => row.Entity)
            : [];

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

    private sealed record Row(string Key, TableEntity Entity)
    {
        public static readonly Comparer<Row> ByKey = Comparer<Row>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));
    }
}
