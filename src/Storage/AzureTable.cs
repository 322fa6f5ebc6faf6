using System.Net;
using Azure;
using Azure.Data.Tables;

namespace LaunchAgent.Storage;

/// <summary>A table of a storage account.</summary>
public sealed class AzureTable(TableClient client) : ITable
{
    private const int LargestPage = 1000;

    /// <inheritdoc />
    public async Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var found = await client.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<TableEntity>> QueryAsync(
        string partitionKey, string from, string to, int? maximumRows, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from} and RowKey lt {to}");
        var rows = new List<TableEntity>();
        if (maximumRows <= 0)
            return rows;

        var pageSize = Math.Min(maximumRows ?? LargestPage, LargestPage);
        await foreach (var page in client.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken).AsPages(pageSizeHint: pageSize))
        {
            rows.AddRange(page.Values);
            if (rows.Count >= maximumRows)
                return rows.Count == maximumRows ? rows : rows[..maximumRows.Value];
        }

        return rows;
    }

    /// <inheritdoc />
    public async Task<CommitResult> CommitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await client.SubmitTransactionAsync(actions, cancellationToken);
            return CommitResult.Committed;
        }
        catch (RequestFailedException refused) when (OutcomeOf(refused) is { } outcome)
        {
            return new CommitResult(outcome, (refused as TableTransactionFailedException)?.FailedTransactionActionIndex);
        }
    }

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => client.CreateIfNotExistsAsync(cancellationToken);

    private static CommitOutcome? OutcomeOf(RequestFailedException refused) => (HttpStatusCode)refused.Status switch
    {
        HttpStatusCode.Conflict when refused.ErrorCode == "EntityAlreadyExists" => CommitOutcome.Exists,
        // A missing table is an outage and no answer about the row.
        HttpStatusCode.NotFound when refused.ErrorCode != "TableNotFound" => CommitOutcome.Missing,
        HttpStatusCode.PreconditionFailed => CommitOutcome.Changed,
        _ => null,
    };
}
