using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Scheduling.Delayed;

/// <summary>Launches that become due later: scheduled ones, and those in back-off. They hold no slot and are looked at only when one may be due.</summary>
public sealed class DelayedLaunches(LaunchTables tables, OrphanedIndexRows strays, TimeProvider time, ILogger<DelayedLaunches> logger)
{
    // Each launch takes three operations and at most one more for its label set, of the hundred of a transaction.
    private const int MaximumReleases = 25;

    // One alone is refused when it is moved or cancelled at that very moment, or when our answer was lost.
    private const int Tries = 5;

    /// <summary>Moves what is due now to the due rows. A row that cannot be moved is logged and keeps no other. Returns when the next launch becomes due; null when none waits for its time.</summary>
    public async Task<DateTimeOffset?> ReleaseAsync(string queue, CancellationToken cancellationToken)
    {
        var partition = LaunchId.PartitionOf(queue);
        for (var from = RowKeys.FutureRows; ;)
        {
            var rows = await tables.Launches.QueryAsync(partition, from, RowRange.EndOf(RowKeys.FutureRows), MaximumReleases, cancellationToken);
            var end = RowKeys.FutureUpTo(time.GetUtcNow());
            var ripe = rows.TakeWhile(row => string.CompareOrdinal(row.RowKey, end) < 0).ToArray();
            await ReleaseAsync([.. ripe.Select(row => Read(row, queue)).OfType<DueRow>()], queue, cancellationToken);
            if (rows.Skip(ripe.Length).Select(row => Read(row, queue)).FirstOrDefault(row => row is not null) is { } next)
                return next.DueAt;
            if (rows.Count < MaximumReleases)
                return null;

            // Not from the beginning again: what could not be moved is still there.
            from = rows[^1].RowKey + "!";
        }
    }

    private async Task ReleaseAsync(IReadOnlyList<DueRow> due, string queue, CancellationToken cancellationToken)
    {
        if (due.Count == 0 || (await tables.Launches.CommitAsync(ActionsFor(due), cancellationToken)).IsCommitted)
            return;

        foreach (var row in due)
            await ReleaseAloneAsync(row, queue, cancellationToken);
    }

    private async Task ReleaseAloneAsync(DueRow row, string queue, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await tables.Launches.FindAsync(row.Id.Partition, row.FutureKey, cancellationToken) is not { } found || Read(found, queue) is not { } now)
                return;
            if ((await tables.Launches.CommitAsync(ActionsFor([now]), cancellationToken)).IsCommitted)
                return;
            if (await strays.DropAsync(now.Id, now.FutureKey, now.ETag, cancellationToken))
                return;
        }

        logger.NotReleased(exception: null, queue, row.FutureKey);
    }

    private DueRow? Read(TableEntity row, string queue)
    {
        try
        {
            return DueRow.From(row);
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            logger.NotReleased(unreadable, queue, row.RowKey);
            return null;
        }
    }

    private static List<TableTransactionAction> ActionsFor(IReadOnlyList<DueRow> due) =>
    [
        .. due.SelectMany(row => new TableTransactionAction[]
        {
            new(TableTransactionActionType.Delete, new TableEntity(row.Id.Partition, row.FutureKey), row.ETag),
            new(TableTransactionActionType.Add, row.ToEntity(row.Key)),
            new(TableTransactionActionType.UpdateMerge, new TableEntity(row.Id.Partition, RowKeys.Launch(row.Id)) { ["index_key"] = row.Key }, ETag.All),
        }),
        .. due.DistinctBy(row => row.Labels.Hash).Select(row =>
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, row.Labels.ToEntity(row.Id.Partition))),
    ];
}
