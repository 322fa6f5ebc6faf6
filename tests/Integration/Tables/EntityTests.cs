using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>Types and names of stored properties: Azure/azure-sdk-for-net, sdk/tables/Azure.Data.Tables/src/Extensions.</summary>
public sealed class EntityTests
{
    public enum Mood
    {
        Calm,
        Storm,
    }

    [Fact]
    public async Task AddEntity_DynamicWithEveryType_ComesBackWithTypes()
    {
        var table = await TestTable.CreateAsync();
        var id = Guid.NewGuid();
        var time = new DateTimeOffset(2024, 2, 29, 12, 30, 15, TimeSpan.FromHours(2)).AddTicks(1234567);

        await table.AddEntityAsync(new TableEntity("p", "r")
        {
            ["Text"] = "ünï ✓ \"quoted\" \n",
            ["Yes"] = true,
            ["Int"] = int.MinValue,
            ["Long"] = long.MaxValue,
            ["Double"] = 0.1,
            ["WholeDouble"] = 3.0,
            ["Nan"] = double.NaN,
            ["Id"] = id,
            ["Time"] = time,
            ["Utc"] = time.UtcDateTime,
            ["Bytes"] = new byte[] { 0, 255, 7 },
            ["Data"] = BinaryData.FromString("data"),
            ["Nothing"] = null,
        });
        var row = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal("ünï ✓ \"quoted\" \n", row.GetString("Text"));
        Assert.True(row.GetBoolean("Yes"));
        Assert.Equal(int.MinValue, row.GetInt32("Int"));
        Assert.Equal(long.MaxValue, row.GetInt64("Long"));
        Assert.Equal(0.1, row.GetDouble("Double"));
        Assert.Equal(3.0, row.GetDouble("WholeDouble"));
        Assert.Equal(double.NaN, row.GetDouble("Nan"));
        Assert.Equal(id, row.GetGuid("Id"));
        Assert.Equal(time, row.GetDateTimeOffset("Time"));
        Assert.Equal(time.UtcDateTime, row.GetDateTime("Utc"));
        Assert.Equal(new byte[] { 0, 255, 7 }, row.GetBinary("Bytes"));
        Assert.Equal("data", row.GetBinaryData("Data")!.ToString());
        Assert.False(row.ContainsKey("Nothing"));
        Assert.NotEqual(default, row.ETag);
        Assert.True(row.Timestamp > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task AddEntity_TypedWithEveryType_ComesBackEqual()
    {
        var table = await TestTable.CreateAsync();
        var row = new Typed
        {
            PartitionKey = "p'q",
            RowKey = "ř &+%41",
            Text = "t",
            Yes = true,
            Int = 7,
            Long = 1L << 40,
            Double = 2,
            Id = Guid.NewGuid(),
            Time = DateTimeOffset.UnixEpoch.AddTicks(1),
            Utc = DateTime.UnixEpoch.AddDays(1),
            Bytes = [1, 2],
            Mood = Mood.Storm,
            Renamed = "renamed",
            Ignored = "ignored",
        };

        await table.AddEntityAsync(row);
        var read = (await table.GetEntityAsync<Typed>("p'q", "ř &+%41")).Value;
        var raw = (await table.GetEntityAsync<TableEntity>("p'q", "ř &+%41")).Value;

        Assert.Equivalent(row with { Ignored = null, ETag = read.ETag, Timestamp = read.Timestamp }, read);
        Assert.Equal(DateTimeKind.Utc, read.Utc.Kind);
        Assert.Equal("Storm", raw["Mood"]);
        Assert.Equal("renamed", raw["other"]);
        Assert.False(raw.ContainsKey("MaybeInt"));
        Assert.False(raw.ContainsKey("Ignored"));
    }

    [Fact]
    public async Task GetEntity_WithSelect_ReadsOnlyThose()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 });

        var row = (await table.GetEntityAsync<TableEntity>("p", "r", ["A", "RowKey"])).Value;

        Assert.Equal(1, row["A"]);
        Assert.Equal("r", row.RowKey);
        Assert.Null(row["B"]);
    }

    [Fact]
    public async Task UpsertEntity_Merge_KeepsWhatItDoesNotNameAndReplaceDoesNot()
    {
        var table = await TestTable.CreateAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 });

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 3, ["A"] = null });
        var merged = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["C"] = 4 }, TableUpdateMode.Replace);
        var replaced = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal((1, 3), (merged["A"], merged["B"]));
        Assert.Equal((null, null, 4), (replaced["A"], replaced["B"], replaced["C"]));
    }

    [Fact]
    public async Task AddEntity_TimeThatIsNotUtc_IsRefusedBeforeItIsSent()
    {
        var table = TestTable.Client();

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            table.AddEntityAsync(new TableEntity("p", "r") { ["Time"] = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Local) }));
    }

    [Fact]
    public async Task AddEntity_EnumInDynamicEntity_IsRefused() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => TestTable.Client().AddEntityAsync(new TableEntity("p", "r") { ["Mood"] = Mood.Calm }));

    [Fact]
    public void TableEntity_WrongGetter_Throws() =>
        Assert.Throws<InvalidOperationException>(() => new TableEntity("p", "r") { ["A"] = 1 }.GetString("A"));

    [Fact]
    public void TableEntity_IntOverLong_StaysLong() => Assert.IsType<long>(new TableEntity { { "A", 1L }, { "A", 2 } }["A"]);

    public sealed record Typed : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Text { get; init; }

        public bool Yes { get; init; }

        public int Int { get; init; }

        public int? MaybeInt { get; init; }

        public long Long { get; init; }

        public double Double { get; init; }

        public Guid Id { get; init; }

        public DateTimeOffset Time { get; init; }

        public DateTime Utc { get; init; }

        public byte[] Bytes { get; init; } = [];

        public Mood? Mood { get; init; }

        [DataMember(Name = "other")]
        public string? Renamed { get; init; }

        [IgnoreDataMember]
        public string? Ignored { get; init; }
    }
}
