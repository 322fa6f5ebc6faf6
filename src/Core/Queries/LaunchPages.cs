using LaunchAgent.Contracts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Queries;

/// <summary>Reads launches by filter, newest first, in pages.</summary>
public sealed class LaunchPages(LaunchTables tables, QueueCatalog queues)
{
    /// <summary>The most rows of a queue that are looked at for one page of a filtered list: what one answer of storage holds.</summary>
    public const int RowsPerPage = 1000;

    /// <summary>
    /// The newest launches that meet a filter, after a page token. Ids sort by time in every queue, so a page costs one read per
    /// queue, wherever it lies. Where rows have to be looked at one by one, at most <see cref="RowsPerPage"/> of each queue are: such a
    /// page may be short or empty and still have a next one.
    /// </summary>
    public async Task<ListPage<LaunchRow>> ReadAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var names = request.Filter.Queue is { } queue ? [queue] : await queues.ListAsync(cancellationToken);
        var perQueue = request.Filter.LooksAtRows ? RowsPerPage : request.Limit + 1;
        var from = RowKeys.Launches + (request.PageToken is { } token ? token + "~" : "");
        var pages = await Task.WhenAll(names.Select(name => request.Filter.IdempotencyKey is { } key
            ? ReadKeyedAsync(LaunchId.PartitionOf(name), key, from, request.Filter.EndOfKeys, cancellationToken)
            : ReadRangeAsync(LaunchId.PartitionOf(name), from, request.Filter.EndOfKeys, perQueue, cancellationToken)));

        // Behind the last row that was read of a queue with more of them, nothing is known: the page ends there.
        var horizon = pages.Where(page => request.Filter.IdempotencyKey is null && page.Count == perQueue).Select(page => page[^1].Id.Rest).Min(StringComparer.Ordinal);
        LaunchRow[] known = [.. pages.SelectMany(page => page)
            .Where(launch => horizon is null || string.CompareOrdinal(launch.Id.Rest, horizon) <= 0)
            .OrderBy(launch => launch.Id.Rest, StringComparer.Ordinal)];
        LaunchRow[] matching = [.. known.Where(request.Filter.Matches).Take(request.Limit)];
        var isFull = matching.Length == request.Limit && matching[^1].Id != known[^1].Id;
        return new ListPage<LaunchRow>(matching, isFull ? matching[^1].Id.Rest : horizon);
    }

    private async Task<IReadOnlyList<LaunchRow>> ReadRangeAsync(
        string partition, string from, string to, int maximumRows, CancellationToken cancellationToken) => string.CompareOrdinal(from, to) >= 0
        ? []
        : [.. (await tables.Launches.QueryAsync(partition, from, to, maximumRows, cancellationToken)).Select(LaunchRow.From)];

    private async Task<IReadOnlyList<LaunchRow>> ReadKeyedAsync(
        string partition, string key, string from, string to, CancellationToken cancellationToken)
    {
        if (await tables.Launches.FindAsync(partition, RowKeys.Key(key), cancellationToken) is not { } row)
            return [];
        var rowKey = RowKeys.Launch(KeyRow.From(row, key).Id);
        return string.CompareOrdinal(rowKey, from) >= 0 && string.CompareOrdinal(rowKey, to) < 0
            && await tables.Launches.FindAsync(partition, rowKey, cancellationToken) is { } launch
            ? [LaunchRow.From(launch)]
            : [];
    }
}
