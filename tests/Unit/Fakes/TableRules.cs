using Azure;
using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>What the app relies on in a table. The same tests run against the table in memory and against Azurite.</summary>
public abstract class TableRules
{
    private const string Partition = "p";

    [Fact]
    public async Task Find_MissingRow_IsNull() => Assert.Null(await (await TableAsync()).FindAsync(Partition, "none", CancellationToken.None));

    [Fact]
    public async Task Add_ExistingRow_IsRefusedAndNothingOfTheTransactionIsWritten()
    {
        var table = await TableAsync();
        await CommitAsync(table, Add("b", 1));

        var refused = await CommitAsync(table, Add("a", 2), Add("b", 2));

        Assert.Equal(new CommitResult(CommitOutcome.Exists, 1), refused);
        Assert.Null(await table.FindAsync(Partition, "a", CancellationToken.None));
        Assert.Equal(1, await ValueAsync(table, "b"));
    }

    [Fact]
    public async Task UpdateAndDelete_MissingRow_AreRefused()
    {
        var table = await TableAsync();

        Assert.Equal(CommitOutcome.Missing, (await CommitAsync(table, Merge("a", 1, ETag.All))).Outcome);
        Assert.Equal(CommitOutcome.Missing, (await CommitAsync(table, Delete("a", ETag.All))).Outcome);
    }

    [Fact]
    public async Task UpdateAndDelete_ChangedRow_AreRefused()
    {
        var table = await TableAsync();
        await CommitAsync(table, Add("a", 1));
        var read = (await table.FindAsync(Partition, "a", CancellationToken.None))!.ETag;
        Assert.True((await CommitAsync(table, Merge("a", 2, read))).IsCommitted);

        Assert.Equal(CommitOutcome.Changed, (await CommitAsync(table, Merge("a", 3, read))).Outcome);
        Assert.Equal(CommitOutcome.Changed, (await CommitAsync(table, Delete("a", read))).Outcome);
        Assert.Equal(2, await ValueAsync(table, "a"));
        Assert.True((await CommitAsync(table, Delete("a", ETag.All))).IsCommitted);
    }

    [Fact]
    public async Task Merge_OtherProperties_AreKeptAndNullClearsNothing()
    {
        var table = await TableAsync();
        await CommitAsync(table, Add("a", 1));

        await CommitAsync(table, new TableTransactionAction(
            TableTransactionActionType.UpsertMerge, new TableEntity(Partition, "a") { ["other"] = "x", ["value"] = null }));

        var row = (await table.FindAsync(Partition, "a", CancellationToken.None))!;
        Assert.Equal((1, "x"), (row.GetInt32("value"), row.GetString("other")));
    }

    [Fact]
    public async Task UpsertReplace_OtherProperties_AreGone()
    {
        var table = await TableAsync();
        await CommitAsync(table, Add("a", 1));

        await CommitAsync(table, new TableTransactionAction(
            TableTransactionActionType.UpsertReplace, new TableEntity(Partition, "a") { ["other"] = "x" }));

        Assert.Null((await table.FindAsync(Partition, "a", CancellationToken.None))!.GetInt32("value"));
    }

    [Fact]
    public async Task Query_Range_IsInKeyOrderWithoutItsEndAndAtMostAsManyAsAsked()
    {
        var table = await TableAsync();
        await CommitAsync(table, Add("s2", 2), Add("l1", 0), Add("s1", 1), Add("t", 9), Add("s10", 10));

        var all = await table.QueryPrefixAsync(Partition, "s", maximumRows: null, CancellationToken.None);
        var two = await table.QueryPrefixAsync(Partition, "s", maximumRows: 2, CancellationToken.None);
        var none = await table.QueryPrefixAsync(Partition, "s", maximumRows: 0, CancellationToken.None);

        Assert.Equal(["s1", "s10", "s2"], all.Select(row => row.RowKey));
        Assert.Equal(["s1", "s10"], two.Select(row => row.RowKey));
        Assert.Empty(none);
    }

    [Fact]
    public async Task Text_LongerThanAPropertyHolds_IsAnErrorAndNothingIsWritten()
    {
        var table = await TableAsync();

        var refused = await Assert.ThrowsAnyAsync<RequestFailedException>(() => CommitAsync(
            table,
            Add("a", 1),
            new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(Partition, "b") { ["text"] = new string('x', (32 * 1024) + 1) })));

        Assert.Equal((400, "PropertyValueTooLarge"), (refused.Status, refused.ErrorCode));
        Assert.Null(await table.FindAsync(Partition, "a", CancellationToken.None));
    }

    [Fact]
    public async Task Values_OfEveryKindTheAppStores_ComeBack()
    {
        var table = await TableAsync();
        var time = new DateTimeOffset(2031, 5, 1, 12, 0, 0, 123, TimeSpan.Zero);
        await CommitAsync(table, new TableTransactionAction(
            TableTransactionActionType.Add,
            new TableEntity(Partition, "a") { ["text"] = "é'\"\u4e16", ["long"] = 5_000_000_000L, ["flag"] = true, ["at"] = time, ["never"] = RowTime.None }));

        var row = (await table.FindAsync(Partition, "a", CancellationToken.None))!;

        Assert.Equal(("é'\"\u4e16", 5_000_000_000L, true, time), (row.GetString("text"), row.GetInt64("long"), row.GetBoolean("flag"), row.GetTime("at")));
        Assert.Null(row.GetTime("never"));
    }

    private protected abstract Task<ITable> TableAsync();

    private static Task<CommitResult> CommitAsync(ITable table, params TableTransactionAction[] actions) => table.CommitAsync(actions, CancellationToken.None);

    private static TableTransactionAction Add(string row, int value) => new(TableTransactionActionType.Add, Row(row, value));

    private static TableTransactionAction Merge(string row, int value, ETag etag) => new(TableTransactionActionType.UpdateMerge, Row(row, value), etag);

    private static TableTransactionAction Delete(string row, ETag etag) => new(TableTransactionActionType.Delete, new TableEntity(Partition, row), etag);

    private static TableEntity Row(string row, int value) => new(Partition, row) { ["value"] = value };

    private static async Task<int?> ValueAsync(ITable table, string row) => (await table.FindAsync(Partition, row, CancellationToken.None))?.GetInt32("value");
}
