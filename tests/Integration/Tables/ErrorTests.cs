using Azure;
using Azure.Data.Tables;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>Status and code of each error: learn.microsoft.com, rest/api/storageservices/table-service-error-codes.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task AddEntity_RowIsThere_Is409EntityAlreadyExists()
    {
        var table = await TestTable.CreateAsync();
        var added = await table.AddEntityAsync(new TableEntity("p", "r"));

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((409, "EntityAlreadyExists"), (error.Status, error.ErrorCode));
        Assert.NotNull(added.Headers.ETag);
    }

    [Fact]
    public async Task GetEntity_RowIsMissing_Is404ResourceNotFound()
    {
        var table = await TestTable.CreateAsync();

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));
        var ifExists = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
        Assert.False(ifExists.HasValue);
    }

    [Fact]
    public async Task GetEntity_TableIsMissing_Is404TableNotFound()
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => TestTable.Client().GetEntityAsync<TableEntity>("p", "r"));

        Assert.Equal((404, "TableNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task UpdateEntity_OtherETag_Is412UpdateConditionNotSatisfied()
    {
        var table = await TestTable.CreateAsync();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 })).Headers.ETag!.Value;
        var second = (await table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first)).Headers.ETag!.Value;

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, first));
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 4 }, second, TableUpdateMode.Replace);

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (error.Status, error.ErrorCode));
        Assert.Equal(4, (await table.GetEntityAsync<TableEntity>("p", "r")).Value["A"]);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("W/\"datetime'2024-01-01T00%3A00%3A00.0000000Z'\"")]
    public async Task UpdateEntity_RowIsMissing_Is404ResourceNotFound(string etag)
    {
        var table = await TestTable.CreateAsync();

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), new ETag(etag)));

        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task UpdateEntity_DefaultETag_IsRefusedBeforeItIsSent() =>
        await Assert.ThrowsAsync<ArgumentException>("ifMatch", () => TestTable.Client().UpdateEntityAsync(new TableEntity("p", "r"), default));

    [Fact]
    public async Task DeleteEntity_RowIsMissing_Is404ResponseNotError()
    {
        var table = await TestTable.CreateAsync();

        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r")).Status);
        Assert.Equal(404, (await table.DeleteEntityAsync(new TableEntity("p", "r"))).Status);
    }

    [Fact]
    public async Task DeleteEntity_OtherETag_Is412AndKeepsTheRow()
    {
        var table = await TestTable.CreateAsync();
        var first = (await table.AddEntityAsync(new TableEntity("p", "it's")))!.Headers.ETag!.Value;
        await table.UpsertEntityAsync(new TableEntity("p", "it's") { ["A"] = 1 });

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("p", "it's", first));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (error.Status, error.ErrorCode));
        Assert.Equal(204, (await table.DeleteEntityAsync("p", "it's")).Status);
    }

    [Fact]
    public async Task Table_CreatedTwice_Is409AndIfNotExistsIsNoError()
    {
        var table = TestTable.Client();

        Assert.Equal(204, (await table.CreateIfNotExistsAsync()).GetRawResponse().Status);
        var again = await table.CreateIfNotExistsAsync();
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync());

        Assert.Equal((409, table.Name), (again.GetRawResponse().Status, again.Value.Name));
        Assert.Equal((409, "TableAlreadyExists"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Table_DeletedTwice_Is404ResponseNotError()
    {
        var table = await TestTable.CreateAsync();

        Assert.Equal(204, (await table.DeleteAsync()).Status);
        Assert.Equal(404, (await table.DeleteAsync()).Status);
    }
}
