using Azure;
using Azure.Data.Tables;
using Type = Azure.Data.Tables.TableTransactionActionType;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>Entity-group transactions: Azure/azure-sdk-for-net, sdk/tables/Azure.Data.Tables/src/TableRestClient.cs.</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task SubmitTransaction_EveryAction_TakesEffectWithETagsInOrder()
    {
        var table = await TestTable.CreateAsync();
        await table.SubmitTransactionAsync(Rows("a", "b", "c", "d", "e'").Select(r => new TableTransactionAction(Type.Add, r)));
        var etag = (await table.GetEntityAsync<TableEntity>("p", "a")).Value.ETag;

        var answer = await table.SubmitTransactionAsync(
        [
            new(Type.UpdateMerge, Row("a", 1), etag),
            new(Type.UpdateReplace, Row("b", 2), ETag.All),
            new(Type.UpsertMerge, Row("c", 3)),
            new(Type.UpsertReplace, Row("d", 4)),
            new(Type.Delete, Row("e'", 5)),
            new(Type.Add, Row("f", 6)),
        ]);

        Assert.Equal(202, answer.GetRawResponse().Status);
        Assert.All(answer.Value, r => Assert.Equal(204, r.Status));
        Assert.Equal([true, true, true, true, false, true], answer.Value.Select(r => r.Headers.ETag is not null));
        var rows = await table.QueryAsync<TableEntity>().ToListAsync();
        Assert.Equal(["a", "b", "c", "d", "f"], rows.Select(r => r.RowKey));
        Assert.Equal(rows[0].ETag, answer.Value[0].Headers.ETag);
        Assert.Equal([0, null, 0, null, null], rows.Select(r => r["Old"]));
        Assert.Equal([1, 2, 3, 4, 6], rows.Select(r => r["New"]));
    }

    [Fact]
    public async Task SubmitTransaction_OneRefused_NamesItsIndexAndDoesNothing()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(Row("b", 0));

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(Type.Add, Row("a", 1)), new(Type.Add, Row("c", 1)), new(Type.Add, Row("b", 1)), new(Type.Add, Row("d", 1))]));

        Assert.Equal((409, "EntityAlreadyExists", 2), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
        Assert.Equal(["b"], (await table.QueryAsync<TableEntity>().ToListAsync()).Select(r => r.RowKey));
    }

    [Theory]
    [InlineData(Type.UpdateMerge, 404, "ResourceNotFound")]
    [InlineData(Type.UpdateReplace, 404, "ResourceNotFound")]
    [InlineData(Type.Delete, 404, "ResourceNotFound")]
    public async Task SubmitTransaction_RowIsMissing_Is404(Type type, int status, string code)
    {
        var table = await TestTable.CreateAsync();

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(Type.Add, Row("a", 1)), new(type, Row("b", 1), ETag.All)]));

        Assert.Equal((status, code, 1), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
    }

    [Theory]
    [InlineData(Type.UpdateMerge)]
    [InlineData(Type.UpdateReplace)]
    [InlineData(Type.Delete)]
    public async Task SubmitTransaction_OtherETag_Is412(Type type)
    {
        var table = await TestTable.CreateAsync();
        var etag = (await table.AddEntityAsync(Row("b", 0))).Headers.ETag!.Value;
        await table.UpsertEntityAsync(Row("b", 1));

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(Type.Add, Row("a", 1)), new(type, Row("b", 1), etag)]));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
    }

    // The real client sends no If-Match for a default ETag, which the service takes for an upsert (TableClient.cs, CreateUpdateOrMergeRequest).
    [Fact]
    public async Task SubmitTransaction_UpdateWithoutETag_AddsAMissingRow()
    {
        var table = await TestTable.CreateAsync();

        await table.SubmitTransactionAsync([new(Type.UpdateMerge, Row("a", 1)), new(Type.UpdateReplace, Row("b", 1))]);

        Assert.Equal(2, (await table.QueryAsync<TableEntity>().ToListAsync()).Count);
    }

    [Fact]
    public async Task SubmitTransaction_TableIsMissing_Is404TableNotFound()
    {
        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() =>
            TestTable.Client().SubmitTransactionAsync([new(Type.Add, Row("a", 1))]));

        Assert.Equal((404, "TableNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task SubmitTransaction_Empty_IsRefusedBeforeItIsSent() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestTable.Client().SubmitTransactionAsync([]));

    [Fact]
    public async Task SubmitTransaction_HundredActions_IsTheMost()
    {
        var table = await TestTable.CreateAsync();

        var answer = await table.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(i => new TableTransactionAction(Type.Add, Row($"{i}", i))));

        Assert.Equal(100, answer.Value.Count);
    }

    private static IEnumerable<TableEntity> Rows(params string[] keys) => keys.Select(k => new TableEntity("p", k) { ["Old"] = 0 });

    private static TableEntity Row(string key, int value) => new("p", key) { ["New"] = value };
}
