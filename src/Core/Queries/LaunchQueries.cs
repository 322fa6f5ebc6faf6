using System.Text.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.WhyWaiting;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queries;

/// <summary>Reads launches for people.</summary>
public sealed class LaunchQueries(LaunchTables tables, LaunchPages pages, TextBlobs texts, ReasonQueries reasons, TimeProvider time)
{
    /// <summary>The record of a launch; null when there is none.</summary>
    public async Task<LaunchRow?> FindRowAsync(LaunchId id, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is { } row ? LaunchRow.From(row) : null;

    /// <summary>What a launch left as its result; null when it left none.</summary>
    public async Task<JsonElement?> ResultOfAsync(LaunchRow launch, CancellationToken cancellationToken) => launch.Result is { } result && await texts.FindAsync(result, cancellationToken) is { } json
        ? SafeJson.Parse(json)
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

    /// <summary>A page of a list.</summary>
    public async Task<ListPage<LaunchView>> ListAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var page = await pages.ReadAsync(request, cancellationToken);
        var why = await reasons.FindAsync(page.Items, cancellationToken);
        var items = new List<LaunchView>();
        foreach (var launch in page.Items)
        {
            items.Add(LaunchViews.Of(launch, await ResultOfAsync(launch, cancellationToken)) with
            {
                Reason = why.GetValueOrDefault(launch.Id),
                Late = Lateness.IsLate(launch, time.GetUtcNow()),
            });
        }

        return new ListPage<LaunchView>(items, page.NextPageToken);
    }

    private async Task<IReadOnlyList<Problem>> ProblemsOf(LaunchRow launch, CancellationToken cancellationToken) => launch.Problems.Length > 0 && await texts.FindAsync(launch.Problems, cancellationToken) is { } json
        ? ContractJson.Deserialize<IReadOnlyList<Problem>>(json) ?? []
        : [];
}
