using Azure;
using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>A table of a history: every call waits for its turn, goes wrong when it is to, and is told to the model.</summary>
internal sealed class HistoryTable(string name, MemoryTable rows, HistoryCalls calls, ClaimModel model) : ITable
{
    public async Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(() => $"find {name}/{partitionKey}/{rowKey}");
        if (rowKey == RowKeys.Header)
            model.HeaderRead(calls.Lane, partitionKey);
        return await rows.FindAsync(partitionKey, rowKey, cancellationToken);
    }

    public async Task<IReadOnlyList<TableEntity>> QueryAsync(
        string partitionKey, string from, string to, int? maximumRows, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(() => $"query {name}/{partitionKey}/{from}..");
        return await rows.QueryAsync(partitionKey, from, to, maximumRows, cancellationToken);
    }

    public async Task<CommitResult> CommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(() => $"commit {name}/{Text(actions)}");
        var result = await SendAsync(actions, cancellationToken);
        if (!result.IsCommitted || calls.FaultOfCommit() is not { } fault)
            return result;
        if (fault == FaultKind.AnswerNeverCame)
            throw new RequestFailedException(500, HistoryCalls.Outage);

        await calls.BeginAsync(() => "  again, for its answer was lost");
        return await SendAsync(actions, cancellationToken);
    }

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<CommitResult> SendAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var result = await rows.CommitAsync(actions, cancellationToken);
        if (result.IsCommitted)
            model.Committed(actions, calls.Lane);
        else
            calls.Note(() => $"  refused: {result.Outcome}");
        return result;
    }

    private static string Text(IEnumerable<TableTransactionAction> actions) => string.Join(
        ", ", actions.Take(12).Select((action, index) => $"{(index == 0 ? action.Entity.PartitionKey + "/" : "")}{action.ActionType} {action.Entity.RowKey}"));
}
