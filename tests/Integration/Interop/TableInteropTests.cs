using Azure;
using Azure.Data.Tables;
using LaunchAgent.Tests.Integration.Tables;

namespace LaunchAgent.Tests.Integration.Interop;

/// <summary>The emulator's Tables client against Microsoft's for Node: each reads what the other wrote.</summary>
public sealed class TableInteropTests
{
    [Fact]
    public async Task Row_WrittenByNode_IsReadWithItsTypes()
    {
        var table = TestTable.Client();
        await NodeClients.RunAsync("writeRow", table.Name);

        var row = (await table.GetEntityAsync<TableEntity>("p'q", "ř 1")).Value;

        Assert.Equal("ünï ✓ \"q\"\n", row["Text"]);
        Assert.Equal("", row["Empty"]);
        Assert.Equal(true, row["Yes"]);
        Assert.Equal(7, row["Int"]);
        Assert.Equal(9007199254740993, row["Long"]);
        Assert.Equal(0.5, row["Double"]);
        Assert.Equal(3.0, row["WholeDouble"]);
        Assert.Equal(Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), row["Id"]);
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 30, 15, 123, TimeSpan.Zero), row["Time"]);
        Assert.Equal(new byte[] { 0, 255, 7 }, row["Bytes"]);
        Assert.False(row.ContainsKey("Nothing"));
    }

    // Without a whole double: the service sends 3.0 without a type, which Node's JSON takes for 3.
    [Fact]
    public async Task Row_WrittenByOurs_IsReadByNodeWithItsTypes()
    {
        var table = await TestTable.CreateAsync();
        var added = await table.AddEntityAsync(new TableEntity("p'q", "ř 1")
        {
            ["Text"] = "ünï ✓ \"q\"\n",
            ["Yes"] = false,
            ["Int"] = -7,
            ["Long"] = long.MinValue,
            ["Double"] = 0.5,
            ["Id"] = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"),
            ["Time"] = new DateTimeOffset(2024, 2, 29, 12, 30, 15, TimeSpan.Zero).AddTicks(1234567),
            ["Bytes"] = new byte[] { 0, 255, 7 },
        });

        var read = await NodeClients.RunAsync("readRow", table.Name, "p'q", "ř 1");

        Assert.Equal(added.Headers.ETag.ToString(), read.GetProperty("etag").GetString());
        Assert.Equal(
            """
            "Bytes":{"value":"AP8H","type":"Binary"}
            "Double":{"value":"0.5","type":"Double"}
            "Id":{"value":"01234567-89ab-cdef-0123-456789abcdef","type":"Guid"}
            "Int":{"value":"-7","type":"Int32"}
            "Long":{"value":"-9223372036854775808","type":"Int64"}
            "Text":{"value":"ünï ✓ \"q\"\n","type":"String"}
            "Time":{"value":"2024-02-29T12:30:15.1234567Z","type":"DateTime"}
            "Yes":{"value":"false","type":"Boolean"}
            "partitionKey":"p'q"
            "rowKey":"ř 1"
            """,
            string.Join('\n', read.GetProperty("row").EnumerateObject().Select(p => p.ToString()).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Rows_OfTransactionsOnBothSides_AreTheSameForBoth()
    {
        var table = await TestTable.CreateAsync();
        await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "a") { ["Old"] = 0 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "b")),
        ]);

        var statuses = await NodeClients.RunAsync("transaction", table.Name);
        var refused = await NodeClients.RunAsync("refusedTransaction", table.Name);
        var listed = await NodeClients.RunAsync("list", table.Name, "a");
        var rows = await table.QueryAsync<TableEntity>().ToListAsync();

        Assert.Equal([204, 204, 204], statuses.EnumerateArray().Select(s => s.GetInt32()));
        Assert.Equal(409, refused.GetProperty("status").GetInt32());
        Assert.Equal(["a", "c"], listed.EnumerateArray().Select(k => k.GetString()));
        Assert.Equal(["a", "c"], rows.Select(r => r.RowKey));
        Assert.Equal((0, 1, 2), (rows[0]["Old"], rows[0]["New"], rows[1]["New"]));
    }

    [Fact]
    public async Task ETag_OfOneSide_HoldsOnTheOther()
    {
        var table = await TestTable.CreateAsync();
        var etag = (await table.AddEntityAsync(new TableEntity("p", "a"))).Headers.ETag!.Value;

        var update = await NodeClients.RunAsync("update", table.Name, etag.ToString());
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "a"), etag));
        var read = await NodeClients.RunAsync("readRow", table.Name, "p", "a");
        await table.UpdateEntityAsync(new TableEntity("p", "a") { ["By"] = "ours" }, new ETag(read.GetProperty("etag").GetString()!));

        Assert.Equal(System.Text.Json.JsonValueKind.Null, update.GetProperty("first").ValueKind);
        Assert.Equal(412, update.GetProperty("second").GetProperty("status").GetInt32());
        Assert.Equal(412, error.Status);
        Assert.Equal("ours", (await table.GetEntityAsync<TableEntity>("p", "a")).Value["By"]);
    }
}
