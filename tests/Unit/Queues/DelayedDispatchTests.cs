using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class DelayedDispatchTests
{
    [Fact]
    public async Task Scheduled_Launches_AreLookedAtWhenTheNextIsDueAndThenNoMore()
    {
        using var app = await TestApp.StartAsync();
        var line = new WakeupLine(app);
        foreach (var seconds in new[] { 30, 30, 90, 3600 })
            await ScheduleAsync(app, seconds);
        Assert.Equal([30], line.Seconds);

        await line.NextAsync();
        Assert.Equal(2, app.Started.Count);
        await line.NextAsync();
        await line.NextAsync();

        Assert.Equal([30, 60, 3510], line.Seconds);
        Assert.Equal((4, 0), (app.Started.Count, line.Waiting));
    }

    [Fact]
    public async Task Scheduled_EarlierThanTheWakeupOnItsWay_ReplacesIt()
    {
        using var app = await TestApp.StartAsync();
        var line = new WakeupLine(app);
        await ScheduleAsync(app, 60);
        await ScheduleAsync(app, 20);
        await ScheduleAsync(app, 40);
        Assert.Equal([60, 20], line.Seconds);

        await line.NextAsync();
        await line.NextAsync();
        Assert.Equal(2, app.Started.Count);

        // The replaced one and the last are seen at the same time.
        await line.UntilAsync(TestApp.Noon.AddSeconds(60));

        Assert.Equal([60, 20, 20, 20], line.Seconds);
        Assert.Equal((3, 0), (app.Started.Count, line.Waiting));
    }

    [Fact]
    public async Task Scheduled_InMoreThanAWeek_IsLookedAtAgainByThen()
    {
        using var app = await TestApp.StartAsync();
        var line = new WakeupLine(app);
        await ScheduleAsync(app, (int)TimeSpan.FromDays(10).TotalSeconds);

        await line.NextAsync();
        Assert.Empty(app.Started);
        await line.NextAsync();

        Assert.Single(app.Started);
        Assert.Equal(TestApp.Noon.AddDays(10), app.Clock.Now);
    }

    [Fact]
    public async Task Blocked_ByAnotherAgentsClaims_LooksAgainEverLaterUntilThereIsRoom()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");

        for (var looks = 0; looks < 6; looks++)
            await line.NextAsync();
        Assert.All(line.Seconds.Zip([1, 2, 4, 8, 10, 10, 10]), pair => Assert.InRange(pair.First, Math.Round(pair.Second * 0.8), Math.Round(pair.Second * 1.2)));
        Assert.True(line.Seconds.Distinct().Count() > 3, "No jitter: " + string.Join(' ', line.Seconds));
        Assert.Equal(1, line.Waiting);

        await EndAllAsync(app);
        await line.NextAsync();

        Assert.Single(app.Started);
        Assert.Equal(0, line.Waiting);
    }

    [Fact]
    public async Task Blocked_ALookClaimsSomeOfIt_TheBackOffBeginsAnew()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 2);
        using var other = await HoldingAsync(app, 2);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m3");
        await SubmitAndDispatchAsync(app, "m4");
        for (var looks = 0; looks < 4; looks++)
            await line.NextAsync();

        await EndAllAsync(app, 1);
        await line.NextAsync();

        Assert.Single(app.Started);
        Assert.Equal(1, line.Seconds.Last());
    }

    [Fact]
    public async Task Blocked_AnHourAfterAnotherChainEnded_BeginsAtTheBeginning()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");
        for (var looks = 0; looks < 5; looks++)
            await line.NextAsync();
        await app.Get<StopRequests>().StopAsync(LastLaunch(app), force: false, CancellationToken.None);
        await line.NextAsync();
        Assert.Equal(0, line.Waiting);

        await line.UntilAsync(app.Clock.Now.AddHours(1));
        await SubmitAndDispatchAsync(app, "m3");

        Assert.Equal(1, line.Seconds.Last());
    }

    [Fact]
    public async Task Blocked_AndALaunchBecomesDueBeforeTheNextLook_IsLookedAtThen()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");
        for (var looks = 0; looks < 5; looks++)
            await line.NextAsync();

        var due = app.Clock.Now.AddSeconds(3);
        await ScheduleAsync(app, 3);
        await line.NextAsync();

        Assert.Equal(due, app.Clock.Now);
        Assert.Equal(0, app.Count(RowKeys.FutureRows));
    }

    [Fact]
    public async Task Blocked_ByItsOwnClaimsOnly_SendsNothing()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        var line = new WakeupLine(app);

        for (var i = 0; i < 3; i++)
            await SubmitAndDispatchAsync(app, $"m{i}");

        Assert.Single(app.Started);
        Assert.Empty(line.Delays);
    }

    [Fact]
    public async Task Blocked_ByAnOverriddenLimit_IsLookedAtWhenThatIsOver()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 3);
        await app.ChangeDefaultAsync(header => header with { LimitOverride = new LimitOverride(1, TestApp.Noon.AddSeconds(5)) });
        var line = new WakeupLine(app);
        await SubmitAndDispatchAsync(app, "m1");
        await SubmitAndDispatchAsync(app, "m2");
        await SubmitAndDispatchAsync(app, "m3");

        await line.UntilAsync(TestApp.Noon.AddSeconds(5));

        Assert.Equal(3, app.Started.Count);
        Assert.Equal(0, line.Waiting);
    }

    [Fact]
    public async Task Blocked_ByAnExecutorThatAnotherAgentFills_LooksAgain()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        foreach (var agent in new[] { app, other })
            agent.Executor.Setup(e => e.Capacity).Returns(1);
        await SubmitAndDispatchAsync(other, "m1");
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");
        Assert.Equal([1], line.Seconds);

        await app.Get<LimitTable>().GiveBackAsync(app.Limits.All.Where(row => row.RowKey != LimitKeys.Header).Select(row => new LimitHold(row.PartitionKey, row.RowKey)), CancellationToken.None);
        await line.NextAsync();

        Assert.Single(app.Started);
        Assert.Equal(0, line.Waiting);
    }

    [Fact]
    public async Task Blocked_ByItsOwnCap_SendsNothing()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_MAX_JOBS"] = "1" });
        app.Executor.Setup(e => e.Capacity).Returns(1);
        var line = new WakeupLine(app);

        await SubmitAndDispatchAsync(app, "m1");
        await SubmitAndDispatchAsync(app, "m2");

        Assert.Single(app.Started);
        Assert.Empty(line.Delays);
    }

    [Fact]
    public async Task Blocked_OnlyLaunchesOfOtherLabelsWait_SendsNothing()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await app.SubmitAsync("m2", """{"command":["true"],"labels":["gpu"]}""");

        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);

        Assert.Empty(line.Delays);
    }

    [Fact]
    public async Task Blocked_SeveralDispatches_AreOneChainAndAskStorageOnce()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        var calls = 0;
        app.Directory.Before = _ => calls++;

        for (var i = 0; i < 5; i++)
            await SubmitAndDispatchAsync(app, $"w{i}");

        Assert.Single(line.Delays);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Follow_DeliveredTwiceOrReplaced_IsStillOneChain()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");

        for (var looks = 0; looks < 3; looks++)
            await line.NextAsync(twice: true);
        await line.DeliverAsync(new Wakeup(WakeupKind.Dispatch) { Queue = "default", Chain = "another" });

        Assert.Equal(1, line.Waiting);
        Assert.Equal(4, line.Delays.Count);
    }

    [Fact]
    public async Task Follow_SeenEarlyByTheClockOfTheApp_GoesOn()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");

        for (var looks = 0; looks < 3; looks++)
            await line.NextAsync(early: TimeSpan.FromSeconds(0.5));

        Assert.Equal(1, line.Waiting);
    }

    [Fact]
    public async Task Ensure_AnswerIsLost_SendsTheWakeup()
    {
        using var app = await TestApp.StartAsync();
        var line = new WakeupLine(app);
        app.Directory.LosesAnswer = () => true;

        await ScheduleAsync(app, 30);

        Assert.Equal([30], line.Seconds);
    }

    // The row says that a wake-up is on its way, and the host died before it was sent.
    [Fact]
    public async Task Reconcile_WakeupWasNeverSent_GoesOnOnceItIsLate()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other) { IsLossy = true };
        await SubmitAndDispatchAsync(app, "m2");
        Assert.Equal(0, line.Waiting);
        line.IsLossy = false;
        app.Clock.Now += TimeSpan.FromMinutes(1);

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal(1, line.Waiting);
    }

    [Fact]
    public async Task Reconcile_LaunchIsDueLaterAndNobodyWasTold_TellsWhen()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1", Scheduled(app.Clock.Now.AddSeconds(600)));
        var line = new WakeupLine(app);

        for (var i = 0; i < 3; i++)
            await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal([600], line.Seconds);
    }

    [Fact]
    public async Task Idle_NothingWaits_CostsNothing()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");
        await line.NextAsync();
        await EndAllAsync(app);
        await line.NextAsync();
        Assert.Single(app.Started);
        var calls = 0;
        app.Launches.Before = app.Directory.Before = app.Limits.Before = _ => calls++;

        await line.UntilAsync(app.Clock.Now.AddHours(1));

        Assert.Equal((0, 0), (calls, line.Waiting));
    }

    [Fact]
    public async Task Dispatch_LaunchThatStartsAtOnce_CostsNoMoreThanItsClaimAndItsWatch()
    {
        using var app = await TestApp.StartAsync();
        using var other = await HoldingAsync(app);
        await app.SubmitAsync("m2");
        var (launches, directory) = (new List<string>(), new List<string>());
        app.Launches.Before = launches.Add;
        app.Directory.Before = directory.Add;

        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);

        Assert.Equal(["find", "query", "query", "commit"], launches);
        Assert.Equal(["find", "commit"], directory);
        Assert.Equal(WakeupKind.Watch, Assert.Single(app.SentWakeups).Kind);
    }

    [Fact]
    public async Task Blocked_LongestWaitIsSet_IsNeverLonger()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1, settings: new Dictionary<string, string> { ["LAUNCH_AGENT_POLL_SECONDS"] = "3" });
        using var other = await HoldingAsync(app);
        var line = new WakeupLine(app, other);
        await SubmitAndDispatchAsync(app, "m2");

        for (var looks = 0; looks < 8; looks++)
            await line.NextAsync();

        Assert.InRange(line.Seconds.Max(), 3, 4);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3601")]
    [InlineData("soon")]
    public async Task Start_PollSecondsOutOfRange_IsRefusedByName(string setting)
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_POLL_SECONDS"] = "7" });
        Assert.Equal(7, app.Get<AgentOptions>().LongestPollWait.TotalSeconds);

        using var wrong = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_POLL_SECONDS"] = setting });
        var refused = Assert.Throws<InvalidOperationException>(() => wrong.Get<AgentOptions>());
        Assert.Contains("LAUNCH_AGENT_POLL_SECONDS", refused.Message, StringComparison.Ordinal);
    }

    // Another agent that holds so many claims of the queue.
    private static async Task<TestApp> HoldingAsync(TestApp app, int claims = 1)
    {
        var other = await TestApp.StartAsync(shared: app, agent: "other");
        for (var i = 0; i < claims; i++)
            await app.SubmitAsync($"other{i}");
        await other.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
        Assert.Equal(claims, other.Started.Count);
        return other;
    }

    private static async Task SubmitAndDispatchAsync(TestApp app, string message) =>
        await app.Get<DispatchOnSubmit>().TryAsync(await app.SubmitAsync(message), CancellationToken.None);

    private static async Task ScheduleAsync(TestApp app, int seconds) => await app.Get<DispatchOnSubmit>().TryAsync(
        await app.SubmitAsync(Guid.NewGuid().ToString(), Scheduled(app.Clock.Now.AddSeconds(seconds))), CancellationToken.None);

    private static string Scheduled(DateTimeOffset at) => $$"""{"command":["true"],"scheduled_start_time":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}"}""";

    // Claims of others end without a word to this agent.
    private static async Task EndAllAsync(TestApp app, int most = int.MaxValue)
    {
        foreach (var slot in app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal) && row.GetString("agent") != "local").Take(most))
            await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Delete, slot)], CancellationToken.None);
    }

    private static LaunchId LastLaunch(TestApp app) => DueRow.From(Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal))).Id;
}
