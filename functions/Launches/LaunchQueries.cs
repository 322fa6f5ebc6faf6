using System.Text.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>Reads launches for people.</summary>
public sealed class LaunchQueries(LaunchTables tables, QueueCatalog queues, TextBlobs texts)
{
    /// <summary>One launch with its attempts and history; null when there is none.</summary>
    public async Task<LaunchDetail?> FindAsync(LaunchId id, CancellationToken cancellationToken)
    {
        var row = await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken);
        if (row is null)
            return null;

        var attempts = tables.Launches.QueryPrefixAsync(id.Partition, RowKeys.AttemptPrefix(id), maximumRows: null, cancellationToken);
        var events = tables.Launches.QueryPrefixAsync(id.Partition, RowKeys.EventPrefix(id), maximumRows: null, cancellationToken);
        var launch = LaunchRow.From(row);
        return LaunchViews.Of(launch, await ResultOf(launch, cancellationToken)) with
        {
            Problems = await ProblemsOf(launch, cancellationToken),
            Attempts = [.. (await attempts).Select(LaunchViews.Attempt)],
            History = [.. (await events).Select(LaunchEvents.From).OrderBy(entry => entry.At)],
        };
    }

    /// <summary>
    /// The newest launches, of one queue or of all, that come after a page token. Ids sort by time in every queue, so a page
    /// costs one read per queue, wherever it lies.
    /// </summary>
    public async Task<ListPage<LaunchView>> ListAsync(string? queue, string? pageToken, int limit, CancellationToken cancellationToken)
    {
        var names = queue is null ? await queues.ListAsync(cancellationToken) : [queue];
        var from = pageToken is null ? RowKeys.Launches : RowKeys.Launches + pageToken + "~";
        var pages = await Task.WhenAll(names.Select(name => tables.Launches.QueryAsync(
            LaunchId.PartitionOf(name), from, RowRange.EndOf(RowKeys.Launches), limit + 1, cancellationToken)));

        LaunchRow[] launches = [.. pages.SelectMany(rows => rows).Select(LaunchRow.From).OrderBy(launch => launch.Id.Rest, StringComparer.Ordinal)];
        var items = new List<LaunchView>();
        foreach (var launch in launches.Take(limit))
            items.Add(LaunchViews.Of(launch, await ResultOf(launch, cancellationToken)));
        return new ListPage<LaunchView>(items, launches.Length > limit ? launches[limit - 1].Id.Rest : null);
    }

    private async Task<JsonElement?> ResultOf(LaunchRow launch, CancellationToken cancellationToken) => launch.Result is { } result
        ? JsonElement.Parse(await texts.LoadAsync(result, cancellationToken))
        : null;

    private async Task<IReadOnlyList<Problem>> ProblemsOf(LaunchRow launch, CancellationToken cancellationToken) => launch.Problems.Length > 0
        ? ContractJson.Deserialize<IReadOnlyList<Problem>>(await texts.LoadAsync(launch.Problems, cancellationToken)) ?? []
        : [];
}
