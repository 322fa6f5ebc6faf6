using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Instances;
using FunctionsEmulator.Faults;

namespace FunctionsEmulator.Durable.Storage;

/// <summary>
/// Where instances are kept: table <c>(hub)Instances</c>, one partition per instance, which holds its row and its history. A step is one
/// entity-group transaction, so that it is there whole or not at all.
/// </summary>
internal sealed class InstanceStore(TableServiceClient service, string hubName)
{
    private const int ActionsPerTransaction = 100;

    private readonly TableClient _table = service.GetTableClient(hubName + "Instances");

    // The scope holds to the end of the async method that asks for the table.
    private TableClient Table
    {
        get
        {
            FaultScope.Current = FaultScope.Durable;
            return _table;
        }
    }

    public async Task CreateAsync(CancellationToken cancellationToken) => await Table.CreateIfNotExistsAsync(cancellationToken);

    public async Task<IReadOnlyList<Instance>> ListUnfinishedAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey eq {InstanceRow.Key} and Finished eq {false}");
        return [.. (await QueryAsync(filter, null, cancellationToken)).Select(InstanceRow.Read)];
    }

    public async Task<Instance?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(id, InstanceRow.Key, null, cancellationToken);
        return row.HasValue ? InstanceRow.Read(row.Value!) : null;
    }

    /// <summary>Reads the history that belongs to an instance's row.</summary>
    public async Task<ImmutableList<HistoryBatch>> ReadHistoryAsync(Instance instance, CancellationToken cancellationToken) =>
        [.. HistoryRows.Read(await QueryAsync(HistoryRows.Filter(instance), null, cancellationToken)).Take(instance.Batches)];

    /// <summary>Writes a step.</summary>
    /// <param name="before">What the step was decided on; null when there was no such instance.</param>
    /// <param name="after">What it leads to, with a new step id.</param>
    /// <param name="batch">The step's events.</param>
    /// <param name="cancellationToken">Ends the call; the step may be written or not.</param>
    /// <returns>What was written, or null when the instance has changed since, so that nothing was.</returns>
    public async Task<Instance?> WriteAsync(Instance? before, Instance after, HistoryBatch batch, CancellationToken cancellationToken)
    {
        var actions = new List<TableTransactionAction> { RowAction(before, after) };
        actions.AddRange(HistoryRows.Write(after, after.Batches - 1, batch).Select(r => new TableTransactionAction(TableTransactionActionType.Add, r)));
        try
        {
            var answers = await Table.SubmitTransactionAsync(actions, cancellationToken);
            return after with { ETag = answers.Value[0].Headers.ETag!.Value };
        }
#pragma warning disable CA1031 // After retries the client throws one exception for all of them; a timeout is a cancellation.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // The client sends again what it got no answer to, so a conflict, like any other failure, may hide our own success.
            var found = await ReadAsync(after.Id, cancellationToken);
            if (found?.StepId == after.StepId)
                return found;
            if (e is RequestFailedException { Status: 404 or 409 or 412 })
                return null;
            throw;
        }
    }

    /// <summary>Deletes everything that is kept of an instance.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {id}"), ["PartitionKey", "RowKey"], cancellationToken);

        // The instance first: history without its instance is never read, and an instance without its history would be.
        var ordered = rows.OrderBy(r => r.RowKey != InstanceRow.Key).Chunk(ActionsPerTransaction);
        foreach (var chunk in ordered)
            await Table.SubmitTransactionAsync(chunk.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r)), cancellationToken);
        return rows.Exists(r => r.RowKey == InstanceRow.Key);
    }

    private static TableTransactionAction RowAction(Instance? before, Instance after) => before switch
    {
        null => new(TableTransactionActionType.Add, InstanceRow.Whole(after)),
        _ when before.ExecutionId != after.ExecutionId => new(TableTransactionActionType.UpdateReplace, InstanceRow.Whole(after), before.ETag),
        _ => new(TableTransactionActionType.UpdateMerge, InstanceRow.Changing(after), before.ETag),
    };

    private async Task<List<TableEntity>> QueryAsync(string filter, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in Table.QueryAsync<TableEntity>(filter, null, select, cancellationToken))
            rows.Add(row);
        return rows;
    }
}
