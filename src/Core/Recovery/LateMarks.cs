using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// Marks launches that wait as late: index row, record and history in one transaction, under the index row as it was read. So of all who mark at once
/// one does, a launch that was claimed meanwhile is left alone, and nobody marks it again before it waits for another due time.
/// </summary>
public sealed class LateMarks(LaunchTables tables, AgentOptions agent, TimeProvider time)
{
    private const int ActionsPerLaunch = 3;
    private const int MostTogether = 33;

    // Each leaves one launch to the next run: claims are quicker than marks.
    private const int MostRefusals = 5;

    /// <summary>Marks launches of one queue, and tells how many were.</summary>
    public async Task<int> WriteAsync(IEnumerable<DueRow> late, CancellationToken cancellationToken)
    {
        var marked = 0;
        foreach (var part in late.Chunk(MostTogether))
            marked += await WriteTogetherAsync([.. part], cancellationToken);
        return marked;
    }

    private async Task<int> WriteTogetherAsync(List<DueRow> late, CancellationToken cancellationToken)
    {
        for (var refusals = 0; refusals <= MostRefusals && late.Count > 0; refusals++)
        {
            var committed = await tables.Launches.CommitAsync([.. late.SelectMany(ActionsOf)], cancellationToken);
            if (committed.IsCommitted)
                return late.Count;
            if (committed.FailedIndex is not { } failed)
                return 0;
            late.RemoveAt(failed / ActionsPerLaunch);
        }

        return 0;
    }

    private TableTransactionAction[] ActionsOf(DueRow due) =>
    [
        new(TableTransactionActionType.UpdateMerge, new TableEntity(due.Id.Partition, due.Key) { [DueRow.LateProperty] = true }, due.ETag),
        new(TableTransactionActionType.UpdateMerge, new TableEntity(due.Id.Partition, RowKeys.Launch(due.Id)) { [DueRow.LateProperty] = true }, ETag.All),
        LaunchEvents.Late(due.Id, due.Claims, due.Attempt > 1 ? LaunchState.AwaitingRetry : LaunchState.Pending, time.GetUtcNow(), agent.Name),
    ];
}
