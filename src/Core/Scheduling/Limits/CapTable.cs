using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>
/// The caps in storage. Taking is what claiming is to a queue: the header is read first, and whatever was added since makes the
/// commit fail. Giving back is a delete that may be repeated and never touches the header.
/// </summary>
public sealed class CapTable(LaunchTables tables, AgentOptions agent)
{
    // Each agent has its own turn: queues that others serve say nothing about those of this one.
    private readonly string _lastQueue = "last_" + Hash.Short(agent.Name, Hash.PartitionLength);

    /// <summary>Reads a cap, its header before its claims.</summary>
    public async Task<CapState> ReadAsync(Cap cap, CancellationToken cancellationToken)
    {
        var rows = await tables.Caps.QueryAsync(
            cap.Key, CapKeys.Header, RowRange.EndOf(CapKeys.Claims), maximumRows: null, cancellationToken);
        var state = rows is [{ RowKey: CapKeys.Header } header, ..]
            ? new CapState(cap, rows.Count - 1, header.GetText(_lastQueue), header.ETag)
            : new CapState(cap, rows.Count, LastQueue: null, Header: null);
        return state with { IsHeldByOthers = rows.Any(row => row.GetText(CapRow.AgentProperty) is { } holder && holder != agent.Name) };
    }

    /// <summary>The claims that a cap counts.</summary>
    public async Task<IReadOnlyList<CapRow>> ListAsync(Cap cap, CancellationToken cancellationToken)
    {
        var rows = await tables.Caps.QueryPrefixAsync(cap.Key, CapKeys.Claims, maximumRows: null, cancellationToken);
        return [.. rows.Select(CapRow.From)];
    }

    /// <summary>Counts claims of one queue against a cap: all of them, or none when the cap changed since it was read.</summary>
    public async Task<bool> TryTakeAsync(CapState read, string queue, IReadOnlyList<CapRow> claims, CancellationToken cancellationToken)
    {
        var header = new TableEntity(read.Cap.Key, CapKeys.Header) { [_lastQueue] = queue };
        var committed = await tables.Caps.CommitAsync(
            [
                read.Header is { } etag ? new(TableTransactionActionType.UpdateMerge, header, etag) : new(TableTransactionActionType.Add, header),
                .. claims.Select(claim => new TableTransactionAction(TableTransactionActionType.Add, claim.ToEntity())),
            ],
            cancellationToken);

        // The client re-sends what it got no answer to, and is refused for its own success. Keys hold the operation id.
        return committed.IsCommitted || await tables.Caps.FindAsync(read.Cap.Key, claims[0].Hold.Row, cancellationToken) is not null;
    }

    /// <summary>Gives rows back. Those that are gone are.</summary>
    public async Task GiveBackAsync(IEnumerable<CapHold> holds, CancellationToken cancellationToken)
    {
        foreach (var cap in holds.GroupBy(hold => hold.Cap, StringComparer.Ordinal))
            await tables.Caps.DeleteAllAsync(cap.Key, cap.Select(hold => hold.Row), cancellationToken);
    }
}
