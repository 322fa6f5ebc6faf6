using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class CancelNewOverflowTests
{
    [Fact]
    public async Task Dispatch_MoreThanTheLimit_CancelsTheLastOnesWithTheReason()
    {
        using var app = await CancellingAsync(limit: 2);
        var ids = await SubmitAsync(app, 4);

        await DispatchAsync(app);

        var launches = await Task.WhenAll(ids.Select(app.ReadAsync));
        Assert.Equal([LaunchState.Claimed, LaunchState.Claimed, LaunchState.Cancelled, LaunchState.Cancelled], launches.Select(launch => launch.State));
        var last = await app.Get<LaunchQueries>().FindAsync(ids[3], CancellationToken.None);
        Assert.Equal(("limit_reached", "limit_reached", "queue"), (last!.Error!.Code, last.History[^1].ReasonCode, last.History[^1].By));
        Assert.Equal((0, 2, app.Clock.Now), (app.Count(RowKeys.DueRows), app.Count(RowKeys.Slots), last.EndedAt));
    }

    [Fact]
    public async Task Dispatch_Enqueue_LetsThemWait()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 2);
        await SubmitAsync(app, 4);

        await DispatchAsync(app);

        Assert.Equal(2, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Dispatch_MoreThanATransactionHolds_CancelsAll()
    {
        using var app = await CancellingAsync(limit: 40);
        await SubmitAsync(app, 150);

        await DispatchAsync(app);

        Assert.Equal((40, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.DueRows)));
        Assert.Equal(40, app.Started.Count);
    }

    [Fact]
    public async Task Dispatch_CapFullButTheQueueIsNot_LetsThemWait()
    {
        using var app = await CancellingAsync(limit: 3, new Dictionary<string, string> { ["LAUNCH_AGENT_MAX_JOBS"] = "1" });
        await SubmitAsync(app, 3);

        await DispatchAsync(app);

        Assert.Equal((1, 2), (app.Count(RowKeys.Slots), app.Count(RowKeys.DueRows)));
    }

    [Fact]
    public async Task Dispatch_Paused_CancelsNothing()
    {
        using var app = await CancellingAsync(limit: 1);
        await app.PauseAsync();
        await SubmitAsync(app, 3);

        await DispatchAsync(app);

        Assert.Equal(3, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Dispatch_ClaimedBefore_IsNotNewAndWaits()
    {
        using var app = await CancellingAsync(limit: 1);
        await SubmitAsync(app, 1);
        await DispatchAsync(app);
        var id = LaunchId.Create("default", TestApp.Noon, "again");
        var again = new DueRow(id, LabelSetRow.Of([]), Priority.Critical, TestApp.Noon, "process", Claims: 1, Attempt: 2);
        await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Add, again.ToEntity(again.Key))], CancellationToken.None);

        await DispatchAsync(app);

        Assert.Equal(again.Key, Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).RowKey);
    }

    [Fact]
    public async Task Cancel_LimitRaisedMeanwhile_TheChangeWins()
    {
        using var app = await CancellingAsync(limit: 1);
        await SubmitAsync(app, 2);
        Assert.Equal(1, await app.ClaimedAsync());
        app.BeforeNextCommit(() => app.PutQueueAsync("default", """{"max_concurrency":2,"on_limit":"cancel_new"}"""));

        await DispatchAsync(app);

        Assert.Equal((2, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.DueRows)));
        Assert.DoesNotContain(app.Launches.All, row => row.TryGetValue("state", out var state) && (string)state == "cancelled");
    }

    [Fact]
    public async Task Cancel_StoppedMeanwhile_IsLeftToTheStop()
    {
        using var app = await CancellingAsync(limit: 1);
        var ids = await SubmitAsync(app, 2);
        Assert.Equal(1, await app.ClaimedAsync());
        app.BeforeNextCommit(() => app.Get<StopRequests>().StopAsync(ids[1], force: false, CancellationToken.None));

        await DispatchAsync(app);

        Assert.Equal((LaunchState.Cancelled, null), ((await app.ReadAsync(ids[1])).State, (await app.ReadAsync(ids[1])).Error));
    }

    [Fact]
    public async Task Cancel_IndexRowWithoutItsLaunch_KeepsNoOther()
    {
        using var app = await CancellingAsync(limit: 1);
        var ids = await SubmitAsync(app, 3);
        Assert.Equal(1, await app.ClaimedAsync());
        await app.Launches.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity(ids[1].Partition, RowKeys.Launch(ids[1])), Azure.ETag.All)], CancellationToken.None);

        await DispatchAsync(app);

        Assert.Equal((0, LaunchState.Cancelled), (app.Count(RowKeys.DueRows), (await app.ReadAsync(ids[2])).State));
    }

    // The answer is lost and the transaction sent again: refused, and yet it took effect.
    [Fact]
    public async Task Cancel_AnswerLost_EndsTheSame()
    {
        using var app = await CancellingAsync(limit: 1);
        var ids = await SubmitAsync(app, 3);
        Assert.Equal(1, await app.ClaimedAsync());
        var lost = 0;
        app.Launches.LosesAnswer = () => lost++ == 0;

        await DispatchAsync(app);

        Assert.Equal((0, 1), (app.Count(RowKeys.DueRows), app.Count(RowKeys.Slots)));
        Assert.Equal(LaunchState.Cancelled, (await app.ReadAsync(ids[2])).State);
    }

    private static async Task<TestApp> CancellingAsync(int limit, IReadOnlyDictionary<string, string>? settings = null)
    {
        var app = await TestApp.StartAsync(settings: settings);
        app.Clock.OnDelay = _ => { };
        await app.PutQueueAsync("default", $$"""{"max_concurrency":{{limit}},"on_limit":"cancel_new"}""");
        return app;
    }

    private static async Task<LaunchId[]> SubmitAsync(TestApp app, int count)
    {
        var ids = new LaunchId[count];
        for (var i = 0; i < count; i++)
        {
            app.Clock.Now += TimeSpan.FromMilliseconds(1);
            ids[i] = (await app.SubmitAsync($"m{i}")).Id;
        }

        return ids;
    }

    private static Task DispatchAsync(TestApp app) => app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
}
