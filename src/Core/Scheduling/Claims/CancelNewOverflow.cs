using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>
/// Cancels what arrived at a run queue that is at its limit and does not let launches wait (<see cref="OnLimit.CancelNew"/>), under the
/// header that a claim would have committed against. Launches that were claimed before, those in back-off among them, are not new and wait.
/// </summary>
public sealed class CancelNewOverflow(
    LaunchTables tables, OrphanedIndexRows strays, OperationIds operations, TimeProvider time, ILogger<CancelNewOverflow> logger)
{
    /// <summary>The code of the error that a cancelled launch shows.</summary>
    public const string Code = ReasonCodes.LimitReached;

    private const string By = "queue";
    private const int PageRows = 100;

    /// <summary>Cancels the first of them, as many as a transaction holds.</summary>
    /// <param name="header">The header, read before the slots that reach its limit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<ClaimResult> CancelAsync(QueueHeader header, CancellationToken cancellationToken)
    {
        var arrived = await ReadAsync(header.Partition, cancellationToken);
        if (arrived.Count == 0)
            return ClaimResult.Nothing;

        var now = time.GetUtcNow();
        var error = new LaunchError(
            Code, ErrorStage.Agent, $"Queue '{header.Queue}' ran the {header.LimitAt(now)} launches that it may, and cancels those that arrive then.", Retryable: true);
        var committed = await tables.Launches.CommitAsync(
            [header.ClaimGuard(operations.Next()), .. arrived.SelectMany(due => ActionsOf(due, error, now))], cancellationToken);

        // Refused may also mean that the answer was lost: looking again finds the same either way, for what is cancelled has no index row.
        if (!committed.IsCommitted)
        {
            if (ClaimTransaction.LaunchMissing(committed) is { } index)
                await strays.DropAsync(arrived[index].Id, arrived[index].Key, arrived[index].ETag, cancellationToken);
            return new ClaimResult([], Contended: true);
        }

        logger.Overflowed(header.Queue, arrived.Count);
        return ClaimResult.Nothing with { WantsMore = arrived.Count == ClaimPlan.MaximumClaims };
    }

    private async Task<IReadOnlyList<DueRow>> ReadAsync(string partition, CancellationToken cancellationToken)
    {
        var arrived = new List<DueRow>();
        var end = RowRange.EndOf(RowKeys.DueRows);
        for (var from = RowKeys.DueRows; ;)
        {
            var page = await tables.Launches.QueryAsync(partition, from, end, PageRows, cancellationToken);
            arrived.AddRange(page.Select(DueRow.From).Where(due => due.Claims == 0).Take(ClaimPlan.MaximumClaims - arrived.Count));
            if (page.Count < PageRows || arrived.Count == ClaimPlan.MaximumClaims)
                return arrived;
            from = page[^1].RowKey + " ";
        }
    }

    // In the places of a claim's, so that a refusal can be read like that of a claim.
    private static TableTransactionAction[] ActionsOf(DueRow due, LaunchError error, DateTimeOffset now) =>
    [
        new(TableTransactionActionType.Delete, new TableEntity(due.Id.Partition, due.Key), due.ETag),
        new(
            TableTransactionActionType.UpdateMerge,
            new TableEntity(due.Id.Partition, RowKeys.Launch(due.Id))
            {
                ["state"] = WireName.Of(LaunchState.Cancelled),
                ["index_key"] = "",
                ["ended_at"] = now,
                ["error"] = RowJson.Of(error),
            },
            ETag.All),
        LaunchEvents.Record(due.Id, claim: 0, LaunchState.Cancelled, now, By, Code),
    ];
}
