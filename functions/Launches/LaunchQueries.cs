using System.Text.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Launches.Reasons;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>Reads launches for people.</summary>
public sealed class LaunchQueries(LaunchTables tables, QueueCatalog queues, TextBlobs texts, ReasonQueries reasons, TimeProvider time)
{
    /// <summary>The most rows of a queue that are looked at for one page of a filtered list: what one answer of storage holds.</summary>
    public const int RowsPerPage = 1000;

    /// <summary>The record of a launch; null when there is none.</summary>
    public async Task<LaunchRow?> FindRowAsync(LaunchId id, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is { } row ? LaunchRow.From(row) : null;

    /// <summary>What a launch left as its result; null when it left none.</summary>
    public async Task<JsonElement?> ResultOfAsync(LaunchRow launch, CancellationToken cancellationToken) => launch.Result is { } result && await texts.FindAsync(result, cancellationToken) is { } json
        ? ShownJson.Parse(json)
        : null;

    /// <summary>One launch with its attempts and history; null when there is none.</summary>
    public async Task<LaunchDetail?> FindAsync(LaunchId id, CancellationToken cancellationToken)
    {
        if (await FindRowAsync(id, cancellationToken) is not { } launch)
            return null;

        var attempts = tables.Launches.QueryPrefixAsync(id.Partition, RowKeys.AttemptPrefix(id), maximumRows: null, cancellationToken);
        var events = tables.Launches.QueryPrefixAsync(id.Partition, RowKeys.EventPrefix(id), maximumRows: null, cancellationToken);
        return LaunchViews.Of(launch, await ResultOfAsync(launch, cancellationToken)) with
        {
            Reason = await reasons.FindAsync(launch, cancellationToken),
            Late = Lateness.IsLate(launch, time.GetUtcNow()),
            Problems = await ProblemsOf(launch, cancellationToken),
            Attempts = [.. (await attempts).Select(LaunchViews.Attempt)],
            History = [.. (await events).Select(LaunchEvents.From).OrderBy(entry => entry.At)],
        };
    }

    /// <summary>
    /// The newest launches that meet a filter, after a page token. Ids sort by time in every queue, so a page costs one read per
    /// queue, wherever it lies. Where rows have to be looked at one by one, at most <see cref="RowsPerPage"/> of each queue are: such a
    /// page may be short or empty and still have a next one.
    /// </summary>
    public async Task<ListPage<LaunchView>> ListAsync(ListRequest request, CancellationToken cancellationToken)
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

        var why = await reasons.FindAsync(matching, cancellationToken);
        var items = new List<LaunchView>();
        foreach (var launch in matching)
        {
            items.Add(LaunchViews.Of(launch, await ResultOfAsync(launch, cancellationToken)) with
            {
                Reason = why.GetValueOrDefault(launch.Id),
                Late = Lateness.IsLate(launch, time.GetUtcNow()),
            });
        }

        return new ListPage<LaunchView>(items, isFull ? matching[^1].Id.Rest : horizon);
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

    private async Task<IReadOnlyList<Problem>> ProblemsOf(LaunchRow launch, CancellationToken cancellationToken) => launch.Problems.Length > 0 && await texts.FindAsync(launch.Problems, cancellationToken) is { } json
        ? ContractJson.Deserialize<IReadOnlyList<Problem>>(json) ?? []
        : [];
}
