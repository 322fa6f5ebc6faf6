using Azure;
using Azure.Data.Tables;

namespace LaunchAgent.Tests.Integration.Tables;

public sealed class QueryTests
{
    [Fact]
    public async Task Query_Over1000Rows_ComesInPagesOf1000InOrder()
    {
        var table = await FilledTable(1050);

        var pages = await table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([1000, 50], pages.Select(p => p.Values.Count));
        Assert.NotNull(pages[0].ContinuationToken);
        Assert.Null(pages[1].ContinuationToken);
        var keys = pages.SelectMany(p => p.Values).Select(r => r.RowKey).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Equal(1050, keys.Distinct().Count());
    }

    [Fact]
    public async Task Query_FromAContinuationToken_GoesOnThere()
    {
        var table = await FilledTable(10);

        var first = await table.QueryAsync<TableEntity>(maxPerPage: 4).AsPages().FirstAsync();
        var rest = await table.QueryAsync<TableEntity>().AsPages(first.ContinuationToken, pageSizeHint: 3).ToListAsync();

        Assert.Equal(4, first.Values.Count);
        Assert.Equal([3, 3], rest.Select(p => p.Values.Count));
        Assert.Equal("0004", rest[0].Values[0].RowKey);
    }

    [Fact]
    public async Task Query_WithSelect_ReadsOnlyThose()
    {
        var table = await FilledTable(1);

        var row = await table.QueryAsync<TableEntity>(select: ["RowKey", "Text"]).SingleAsync();

        Assert.Equal(("0000", "it's 0"), (row.RowKey, row["Text"]));
        Assert.Null(row["Number"]);
    }

    [Fact]
    public async Task Query_FilterWithValuesOfEveryType_FindsTheRow()
    {
        var table = await TestTable.CreateAsync();
        var id = Guid.NewGuid();
        var time = new DateTimeOffset(2024, 5, 6, 7, 8, 9, 123, TimeSpan.FromHours(-7));
        await table.AddEntityAsync(new TableEntity("p", "other") { ["Text"] = "x" });
        await table.AddEntityAsync(new TableEntity("p", "r")
        {
            ["Text"] = "it's 50% ünï & more",
            ["Yes"] = true,
            ["Int"] = -3,
            ["Long"] = 1L << 40,
            ["Double"] = 2.5,
            ["Id"] = id,
            ["Time"] = time,
        });

        foreach (var filter in new FormattableString[]
        {
            $"Text eq {"it's 50% ünï & more"}", $"Yes eq {true}", $"Int eq {-3}", $"Long eq {1L << 40}", $"Double eq {2.5}", $"Id eq {id}",
            $"Time eq {time}", $"Time eq {time.UtcDateTime}", $"PartitionKey eq {"p"} and RowKey ge {"p"} and RowKey lt {"s"}",
        })
        {
            var rows = await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter(filter)).ToListAsync();

            Assert.True(rows is [{ RowKey: "r" }], $"{filter}: {rows.Count} rows");
        }
    }

    // Literals: Azure/azure-sdk-for-net, sdk/tables/Azure.Data.Tables/src/TableOdataFilter.cs.
    [Fact]
    public void CreateQueryFilter_Values_AreQuotedByType()
    {
        Assert.Equal("A eq 'it''s' and B eq '''' and C eq null", TableClient.CreateQueryFilter($"A eq {"it's"} and B eq {'\''} and C eq {null}"));
        Assert.Equal("A eq true and B eq 5L and C eq 1.5", TableServiceClient.CreateQueryFilter($"A eq {true} and B eq {5L} and C eq {1.5}"));
        Assert.Equal("A eq X'00FF'", TableClient.CreateQueryFilter($"A eq {new byte[] { 0, 255 }}"));
        Assert.Equal("A eq guid'00000000-0000-0000-0000-000000000000'", TableClient.CreateQueryFilter($"A eq {Guid.Empty}"));
        Assert.Equal(
            "A eq datetime'1970-01-01T02:00:00Z'",
            TableClient.CreateQueryFilter($"A eq {new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.FromHours(-2))}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {TimeSpan.Zero}"));
    }

    [Fact]
    public async Task Query_BadFilter_Is400()
    {
        var table = await TestTable.CreateAsync();

        var error = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.QueryAsync<TableEntity>("A eq eq").ToListAsync());

        Assert.Equal(400, error.Status);
    }

    // learn.microsoft.com, rest/api/storageservices/querying-tables-and-entities: $top is 1000 at most.
    [Fact]
    public async Task Query_PageOver1000_Is400InvalidInput()
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(async () =>
            await TestTable.Client().QueryAsync<TableEntity>(maxPerPage: 1001).ToListAsync());

        Assert.Equal((400, "InvalidInput"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task QueryTables_ByName_FindsIt()
    {
        var service = new TableServiceClient(Azurite.AzuriteServer.ConnectionString, TestTable.Options());
        var name = TestTable.Name();
        await service.CreateTableIfNotExistsAsync(name);

        var found = await service.QueryAsync(TableServiceClient.CreateQueryFilter($"TableName eq {name}")).ToListAsync();
        await service.DeleteTableAsync(name);
        var gone = await service.QueryAsync($"TableName eq '{name}'").ToListAsync();

        Assert.Equal([name], found.Select(t => t.Name));
        Assert.Empty(gone);
    }

    private static async Task<TableClient> FilledTable(int rows)
    {
        var table = await TestTable.CreateAsync();
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(100))
        {
            await table.SubmitTransactionAsync(chunk.Select(i => new TableTransactionAction(
                TableTransactionActionType.Add, new TableEntity("p", $"{i:d4}") { ["Text"] = $"it's {i}", ["Number"] = i })));
        }

        return table;
    }
}
