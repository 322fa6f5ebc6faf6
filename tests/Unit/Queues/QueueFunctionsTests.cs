using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Executors;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueueFunctionsTests
{
    [Fact]
    public async Task Get_QueueWithWork_ShowsWhatStandsWhere()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        var first = await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        await app.SubmitAsync("m2");
        await app.SubmitAsync("m3", """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""");
        app.Clock.Now += TimeSpan.FromSeconds(30);

        var queue = await GetAsync(app);

        Assert.Equal(("default", QueueState.Ready, 1, true), (queue.Name, queue.State, queue.MaxConcurrency, queue.Prioritization));
        Assert.Equal(new Dictionary<string, int> { ["pending"] = 2, ["claimed"] = 1 }, queue.Counts);
        Assert.Equal((30, new SlotView(first.Id.ToString(), TestApp.Noon)), (queue.OldestWaitSeconds, Assert.Single(queue.Slots)));
    }

    [Fact]
    public async Task Get_ConfigVersion_IsTheETag()
    {
        using var app = await TestApp.StartAsync();
        var request = TestRequest.For("/queues/default");

        (await app.Create<QueueFunctions>().GetAsync(request, "default", CancellationToken.None)).Read<QueueView>(200);

        Assert.Equal("\"1\"", request.HttpContext.Response.Headers.ETag);
    }

    [Fact]
    public async Task Get_PausedOrNobodyPollsOrWithoutExecutor_SaysThatNothingStarts()
    {
        using var app = await TestApp.StartAsync();
        Assert.Equal(QueueState.NotReady, (await GetAsync(app)).State);
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        Assert.Equal(QueueState.Ready, (await GetAsync(app)).State);

        await app.Get<AgentPolling>().SetAsync("local", stopped: true, CancellationToken.None);
        Assert.Equal(QueueState.NotReady, (await GetAsync(app)).State);
        await app.Get<AgentPolling>().SetAsync("local", stopped: false, CancellationToken.None);
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { Executor = "k8s" } });
        Assert.Equal(QueueState.NotReady, (await GetAsync(app)).State);
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { Executor = "process" } });
        app.Clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(QueueState.NotReady, (await GetAsync(app)).State);

        await app.ChangeDefaultAsync(header => header with { Paused = true });
        Assert.Equal(QueueState.Paused, (await GetAsync(app)).State);
    }

    [Theory]
    [InlineData(999, 999, 4)]
    [InlineData(1000, 1000, 5)]
    [InlineData(10_000, 1000, 5)]
    public async Task Get_ManyWaiting_AreCountedUpToAThousandInAsManyCalls(int waiting, int counted, int most)
    {
        using var app = await TestApp.StartAsync();
        await app.FillAsync(waiting, [], TestApp.Noon.AddDays(-1));
        var calls = 0;
        app.Launches.Before = _ => Interlocked.Increment(ref calls);

        Assert.Equal((counted, most), ((await GetAsync(app)).Counts["pending"], calls));
        calls = 0;
        (await app.Create<QueueFunctions>().ListAsync(TestRequest.For("/queues"), CancellationToken.None)).Read<ListPage<QueueView>>(200);
        Assert.Equal(most + 1, calls);
    }

    // Of ten thousand, the oldest may stand anywhere behind the first thousand: each label set and priority is asked for its first.
    [Fact]
    public async Task Get_OldestStandsBehindTenThousandOthers_IsFoundInACallForEachSetAndPriority()
    {
        using var app = await TestApp.StartAsync();
        foreach (var labels in new string[][] { [], ["gpu"], ["big", "gpu"], ["tpu"] })
            await app.FillAsync(2_500, labels, TestApp.Noon);
        var sets = app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).Select(row => DueRow.From(row).Labels);
        var last = sets.MaxBy(set => set.Hash, StringComparer.Ordinal)!;
        await app.FillAsync(1, last.Labels, TestApp.Noon.AddHours(-1), Priority.Low);
        app.Clock.Now += TimeSpan.FromMinutes(1);
        var calls = 0;
        app.Launches.Before = _ => Interlocked.Increment(ref calls);

        Assert.Equal(3660, (await GetAsync(app)).OldestWaitSeconds);
        Assert.InRange(calls, 4, 4 + 5);
    }

    [Fact]
    public async Task Get_DueButNotReleasedYet_WaitsAllTheSame()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1", """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""");
        Assert.Null((await GetAsync(app)).OldestWaitSeconds);

        app.Clock.Now += TimeSpan.FromHours(2) + TimeSpan.FromSeconds(7);
        Assert.Equal(7, (await GetAsync(app)).OldestWaitSeconds);
    }

    [Fact]
    public async Task Get_ClaimedInTheLastHour_TellsHowLongTheyWaitedForTheirFirstClaim()
    {
        using var app = await TestApp.StartAsync();
        Assert.Equal((null, null), Waits(await GetAsync(app)));
        for (var i = 0; i < 20; i++)
        {
            await app.SubmitAsync($"m{i}");
            app.Clock.Now += TimeSpan.FromSeconds(i < 10 ? 10 : i == 19 ? 1000 : 100);
            var claim = await app.ClaimAsync();
            var launch = await app.ReadAsync(LaunchId.Parse(claim.LaunchId));
            var failed = new LaunchAction.Retry(new LaunchOutcome(LaunchState.Failed, null), CountsAsLoss: false);
            if (i == 0)
                Assert.True(await app.Get<LaunchTransitions>().TryRetryAsync(launch, claim, new AttemptObservation(AttemptPhase.Exited), failed, app.Clock.Now, CancellationToken.None));
        }

        // Its second wait was a long one, and does not count.
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        await app.ClaimAsync();

        var (p50, p95) = Waits(await GetAsync(app));
        Assert.InRange(p50!.Value, 9, 11);
        Assert.InRange(p95!.Value, 90, 110);
        app.Clock.Now += TimeSpan.FromMinutes(70);
        Assert.Equal((null, null), Waits(await GetAsync(app)));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("_rejected")]
    [InlineData("../default")]
    [InlineData("")]
    public async Task Get_UnknownQueue_Is404(string name)
    {
        using var app = await TestApp.StartAsync();

        (await app.Create<QueueFunctions>().GetAsync(TestRequest.For($"/queues/{name}"), name, CancellationToken.None)).ReadProblem(404, "unknown_queue");
    }

    [Fact]
    public async Task List_ShowsEveryQueueButTheOneOfRejections()
    {
        using var app = await TestApp.StartAsync();

        var page = (await app.Create<QueueFunctions>().ListAsync(TestRequest.For("/queues"), CancellationToken.None)).Read<ListPage<QueueView>>(200);

        Assert.Equal("default", Assert.Single(page.Items).Name);
    }

    [Fact]
    public async Task Poke_SeveralTimesAtOnce_WakeupsAtTheBeginningAndBehindTheEnd()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        for (var i = 0; i < 5; i++)
            Assert.Equal(["default"], (await app.Create<PokeFunctions>().RunAsync(TestRequest.For("/poke"), CancellationToken.None)).Read<PokeResult>(202).Woken);

        Assert.Equal([WakeupKind.Poke, WakeupKind.Poke], app.SentWakeups.Select(wakeup => wakeup.Kind));
        Assert.Equal(["wakeups-other", "wakeups-other"], app.SentElsewhere.Select(sent => sent.Queue));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1)], app.SentElsewhere.Select(sent => sent.Delay!.Value));
    }

    [Fact]
    public async Task Executors_ShowWhatRunsAndWaitsOnThem()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        app.Executor.Setup(e => e.Capacity).Returns(4);
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        var executor = await ExecutorAsync(app);

        Assert.Equal(("process", "process", 4, 1, 1, true), (executor.Name, executor.Type, executor.Capacity, executor.Running, executor.Waiting, executor.IsDefault));
        Assert.True(executor.Reachable!.Ok);
    }

    [Fact]
    public async Task Executors_OneThatRefuses_IsShownWithWhatItSays()
    {
        using var app = await TestApp.StartAsync();
        app.Executor.Setup(e => e.ObserveAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new ExecutorException("wrong_machine", "Its files are on another machine.", retryable: false));

        var executor = await ExecutorAsync(app);

        Assert.Equal((false, "Its files are on another machine.", (int?)null), (executor.Reachable!.Ok, executor.Reachable.Detail, executor.Capacity));
    }

    // Every claim would fail on it, and looking at no attempt at all does not touch its place.
    [Fact]
    public async Task Executors_OneWithoutItsPlace_IsShownWithWhatItSays()
    {
        using var app = await TestApp.StartAsync();
        app.Executor.Setup(e => e.Instance).Throws(new ExecutorException("folder_unusable", "The folder /srv could not be used.", retryable: false));

        var executor = await ExecutorAsync(app);

        Assert.Equal((false, "The folder /srv could not be used."), (executor.Reachable!.Ok, executor.Reachable.Detail));
    }

    private static (double? P50, double? P95) Waits(QueueView queue) => (queue.WaitP50Seconds, queue.WaitP95Seconds);

    private static async Task<QueueView> GetAsync(TestApp app) =>
        (await app.Create<QueueFunctions>().GetAsync(TestRequest.For("/queues/default"), "default", CancellationToken.None)).Read<QueueView>(200);

    private static async Task<ExecutorView> ExecutorAsync(TestApp app) => Assert.Single(
        (await app.Create<ExecutorFunctions>().ListAsync(TestRequest.For("/executors"), CancellationToken.None)).Read<ListPage<ExecutorView>>(200).Items);
}
