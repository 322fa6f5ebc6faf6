using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class DelayedLaunchesTests
{
    private const string Later = """{"command":["true"],"scheduled_start_time":"2031-05-01T13:00:00Z"}""";

    // A single row that cannot be released must neither keep the others nor be tried for ever.
    [Fact]
    public async Task Release_OneLaunchHasNoRow_ReleasesTheOthersAndDropsThatOne()
    {
        using var app = await TestApp.StartAsync();
        var gone = await app.SubmitAsync("m1", Later);
        var due = await app.SubmitAsync("m2", Later);
        await app.Launches.CommitAsync(
            [new(TableTransactionActionType.Delete, new TableEntity(gone.Id.Partition, RowKeys.Launch(gone.Id)))], CancellationToken.None);
        app.Clock.Now += TimeSpan.FromHours(1);

        await ReleaseAsync(app);

        Assert.StartsWith(RowKeys.DueRows, (await app.ReadAsync(due.Id)).IndexKey, StringComparison.Ordinal);
        Assert.Equal((0, 1), (app.Count(RowKeys.FutureRows), app.Count(RowKeys.DueRows)));
    }

    [Fact]
    public async Task Release_OneRowIsUnreadable_ReleasesTheOthers()
    {
        using var app = await TestApp.StartAsync();
        var bad = await app.SubmitAsync("m1", Later);
        var due = await app.SubmitAsync("m2", Later);
        await app.Launches.CommitAsync(
            [new(TableTransactionActionType.UpsertReplace, new TableEntity(bad.Id.Partition, (await app.ReadAsync(bad.Id)).IndexKey!) { ["labels"] = "{" })], CancellationToken.None);
        app.Clock.Now += TimeSpan.FromHours(1);

        await ReleaseAsync(app);

        Assert.StartsWith(RowKeys.DueRows, (await app.ReadAsync(due.Id)).IndexKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_MoreThanATransactionHolds_ReleasesAll()
    {
        using var app = await TestApp.StartAsync();
        for (var i = 0; i < 30; i++)
            await app.SubmitAsync($"m{i}", Later);
        app.Clock.Now += TimeSpan.FromHours(1);

        await ReleaseAsync(app);

        Assert.Equal((0, 30), (app.Count(RowKeys.FutureRows), app.Count(RowKeys.DueRows)));
    }

    private static async Task ReleaseAsync(TestApp app)
    {
        var queries = 0;
        app.Launches.Before = operation => Assert.True(operation != "query" || ++queries < 20, "It looks for ever.");
        await app.Get<DelayedLaunches>().ReleaseAsync(QueueNames.Default, CancellationToken.None);
        app.Launches.Before = null;
    }
}
