using Azure;
using Azure.Data.Tables;
using Type = Azure.Data.Tables.TableTransactionActionType;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>
/// Limits of the service, also those that Azurite does not have:
/// learn.microsoft.com, rest/api/storageservices/understanding-the-table-service-data-model and table-service-error-codes.
/// </summary>
public sealed class LimitTests
{
    [Fact]
    public async Task AddEntity_TextOf32KCharacters_FitsAndOneMoreIsPropertyValueTooLarge()
    {
        var table = await TestTable.CreateAsync();

        await table.AddEntityAsync(Row("fits", ("A", new string('é', 32 * 1024)), ("B", new byte[64 * 1024])));

        await AssertRefused(table, Row("text", ("A", new string('é', (32 * 1024) + 1))), "PropertyValueTooLarge");
        await AssertRefused(table, Row("bytes", ("A", new byte[(64 * 1024) + 1])), "PropertyValueTooLarge");
    }

    [Fact]
    public async Task AddEntity_252Properties_FitAndOneMoreIsTooManyProperties()
    {
        var table = await TestTable.CreateAsync();

        await table.AddEntityAsync(Row("fits", [.. Enumerable.Range(0, 252).Select(i => ($"P{i}", (object)i))]));

        await AssertRefused(table, Row("more", [.. Enumerable.Range(0, 253).Select(i => ($"P{i}", (object)i))]), "TooManyProperties");
    }

    [Fact]
    public async Task AddEntity_OverOneMegabyte_IsEntityTooLarge()
    {
        var table = await TestTable.CreateAsync();

        await table.AddEntityAsync(Row("fits", [.. Enumerable.Range(0, 15).Select(i => ($"P{i}", (object)new string('x', 32 * 1024)))]));

        await AssertRefused(table, Row("more", [.. Enumerable.Range(0, 17).Select(i => ($"P{i}", (object)new string('x', 32 * 1024)))]), "EntityTooLarge");
    }

    [Fact]
    public async Task AddEntity_NameOver255Characters_IsPropertyNameTooLong() =>
        await AssertRefused(TestTable.Client(), Row("r", (new string('n', 256), 1)), "PropertyNameTooLong");

    [Theory]
    [InlineData("a-b")]
    [InlineData("1a")]
    [InlineData("a b")]
    public async Task AddEntity_NameThatIsNoIdentifier_IsPropertyNameInvalid(string name) =>
        await AssertRefused(TestTable.Client(), Row("r", (name, 1)), "PropertyNameInvalid");

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    public async Task AddEntity_KeyWithForbiddenCharacter_IsOutOfRangeInput(string key)
    {
        await AssertRefused(TestTable.Client(), new TableEntity("p", key), "OutOfRangeInput");
        await AssertRefused(TestTable.Client(), new TableEntity(key, "r"), "OutOfRangeInput");
    }

    [Fact]
    public async Task AddEntity_KeyOverOneKilobyte_IsKeyValueTooLarge()
    {
        var table = await TestTable.CreateAsync();

        await table.AddEntityAsync(new TableEntity("p", new string('k', 512)));

        await AssertRefused(table, new TableEntity("p", new string('k', 513)), "KeyValueTooLarge");
    }

    // Times before 1601 do not fit the service's clock; .NET's default value is one of them.
    [Fact]
    public async Task AddEntity_TimeBefore1601_IsOutOfRangeInput() =>
        await AssertRefused(TestTable.Client(), Row("r", ("A", default(DateTimeOffset))), "OutOfRangeInput");

    // Index and text as seen on the service: microsoft/AzureStorageExplorer issue 5585.
    [Fact]
    public async Task SubmitTransaction_101Actions_IsInvalidInputAtIndex99() => await AssertRefused(
        [.. Enumerable.Range(0, 101).Select(i => new TableTransactionAction(Type.Add, new TableEntity("p", $"{i}")))], "InvalidInput", 99);

    [Fact]
    public async Task SubmitTransaction_SameRowTwice_IsInvalidDuplicateRow() => await AssertRefused(
        [new(Type.Add, Row("a")), new(Type.Delete, Row("b")), new(Type.UpsertMerge, Row("a"))], "InvalidDuplicateRow", 2);

    [Fact]
    public async Task SubmitTransaction_TwoPartitions_IsCommandsInBatchActOnDifferentPartitions() => await AssertRefused(
        [new(Type.Add, Row("a")), new(Type.Add, new TableEntity("q", "b"))], "CommandsInBatchActOnDifferentPartitions", 1);

    [Fact]
    public async Task SubmitTransaction_OneRowTooLarge_NamesItsIndex() => await AssertRefused(
        [new(Type.Add, Row("a")), new(Type.Add, Row("b", ("A", new string('x', 40_000))))], "PropertyValueTooLarge", 1);

    // The whole request is refused, not one action of it: Azure/Azurite issue 1467.
    [Fact]
    public async Task SubmitTransaction_Over4Megabytes_Is413RequestBodyTooLarge()
    {
        var table = await TestTable.CreateAsync();
        var actions = Enumerable.Range(0, 5).Select(i => new TableTransactionAction(Type.Add, Row(
            $"{i}", [.. Enumerable.Range(0, 15).Select(j => ($"P{j}", (object)new byte[48 * 1024]))])));

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.SubmitTransactionAsync(actions));

        Assert.Equal((413, "RequestBodyTooLarge"), (error.Status, error.ErrorCode));
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    private static async Task AssertRefused(TableClient table, TableEntity row, string code)
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(row));
        Assert.Equal((400, code), (error.Status, error.ErrorCode));
        error = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpsertEntityAsync(row));
        Assert.Equal((400, code), (error.Status, error.ErrorCode));
    }

    private static async Task AssertRefused(IReadOnlyList<TableTransactionAction> actions, string code, int index)
    {
        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => TestTable.Client().SubmitTransactionAsync(actions));
        Assert.Equal((400, code, index), (error.Status, error.ErrorCode, error.FailedTransactionActionIndex));
    }

    private static TableEntity Row(string key, params (string Name, object Value)[] properties)
    {
        var row = new TableEntity("p", key);
        foreach (var (name, value) in properties)
            row[name] = value;
        return row;
    }
}
