using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>
/// The limits in storage. Taking is what claiming is to a queue: the header is read first, and whatever was added since makes the
/// commit fail. Giving back is a delete that may be repeated and never touches the header.
/// </summary>
public sealed class LimitTable(LaunchTables tables, AgentOptions agent)
{
    // Each agent has its own turn: queues that others serve say nothing about those of this one.
    private readonly string _lastQueue = "last_" + Hash.Short(agent.Name, Hash.PartitionLength);

    /// <summary>Reads a limit, its header before its claims.</summary>
    public async Task<LimitState> ReadAsync(ConcurrencyLimit limit, CancellationToken cancellationToken)
    {
        var rows = await tables.Limits.QueryAsync(
            limit.Key, LimitKeys.Header, RowRange.EndOf(LimitKeys.Claims), maximumRows: null, cancellationToken);
        var state = rows is [{ RowKey: LimitKeys.Header } header, ..]
            ? new LimitState(limit, rows.Count - 1, header.GetText(_lastQueue), header.ETag)
            : new LimitState(limit, rows.Count, LastQueue: null, Header: null);
        return state with { IsHeldByOthers = rows.Any(row => row.GetText(LimitRow.AgentProperty) is { } holder && holder != agent.Name) };
    }

    /// <summary>The claims that a limit counts.</summary>
    public async Task<IReadOnlyList<LimitRow>> ListAsync(ConcurrencyLimit limit, CancellationToken cancellationToken)
    {
        var rows = await tables.Limits.QueryPrefixAsync(limit.Key, LimitKeys.Claims, maximumRows: null, cancellationToken);
        return [.. rows.Select(LimitRow.From)];
    }

    /// <summary>Counts claims of one queue against a limit: all of them, or none when the limit changed since it was read.</summary>
    public async Task<bool> TryTakeAsync(LimitState read, string queue, IReadOnlyList<LimitRow> claims, CancellationToken cancellationToken)
    {
        var header = new TableEntity(read.ConcurrencyLimit.Key, LimitKeys.Header) { [_lastQueue] = queue };
        var committed = await tables.Limits.CommitAsync(
            [
                read.Header is { } etag ? new(TableTransactionActionType.UpdateMerge, header, etag) : new(TableTransactionActionType.Add, header),
                .. claims.Select(claim => new TableTransactionAction(TableTransactionActionType.Add, claim.ToEntity())),
            ],
            cancellationToken);

        // The client re-sends what it got no answer to, and is refused for its own success. Keys hold the operation id.
        return committed.IsCommitted || await tables.Limits.FindAsync(read.ConcurrencyLimit.Key, claims[0].Hold.Row, cancellationToken) is not null;
    }

    /// <summary>Gives rows back. Those that are gone are.</summary>
    public async Task GiveBackAsync(IEnumerable<LimitHold> holds, CancellationToken cancellationToken)
    {
        foreach (var limit in holds.GroupBy(hold => hold.ConcurrencyLimit, StringComparer.Ordinal))
            await tables.Limits.DeleteAllAsync(limit.Key, limit.Select(hold => hold.Row), cancellationToken);
    }
}
