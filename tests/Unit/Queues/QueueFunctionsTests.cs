using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueueFunctionsTests
{
    [Fact]
    public async Task Get_QueueWithWork_ShowsWhatStandsWhere()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
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
    public async Task Get_PausedOrWithoutExecutor_SaysThatNothingStarts()
    {
        using var app = await TestApp.StartAsync();
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { Executor = "k8s" } });
        Assert.Equal(QueueState.NotReady, (await GetAsync(app)).State);

        await app.ChangeDefaultAsync(header => header with { Paused = true });
        Assert.Equal(QueueState.Paused, (await GetAsync(app)).State);
    }

    [Theory]
    [InlineData(999, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1500, 1000)]
    public async Task Get_ManyWaiting_AreCountedUpToAThousandInTheSameCalls(int waiting, int counted)
    {
        using var app = await TestApp.StartAsync();
        for (var i = 0; i < waiting; i++)
            await app.SubmitAsync($"m{i}");
        var calls = 0;
        app.Launches.Before = _ => Interlocked.Increment(ref calls);

        Assert.Equal((counted, 4), ((await GetAsync(app)).Counts["pending"], calls));
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
    public async Task Poke_SeveralTimesAtOnce_NudgesAtTheBeginningAndBehindTheEnd()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        for (var i = 0; i < 5; i++)
            Assert.Equal(["default"], (await app.Create<PokeFunctions>().RunAsync(TestRequest.For("/poke"), CancellationToken.None)).Read<PokeResult>(202).Nudged);

        Assert.Equal([NudgeKind.Poke, NudgeKind.Poke], app.SentNudges.Select(nudge => nudge.Kind));
        Assert.Equal(["nudges-other", "nudges-other"], app.SentElsewhere.Select(sent => sent.Queue));
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

    private static async Task<QueueView> GetAsync(TestApp app) =>
        (await app.Create<QueueFunctions>().GetAsync(TestRequest.For("/queues/default"), "default", CancellationToken.None)).Read<QueueView>(200);

    private static async Task<ExecutorView> ExecutorAsync(TestApp app) => Assert.Single(
        (await app.Create<ExecutorFunctions>().ListAsync(TestRequest.For("/executors"), CancellationToken.None)).Read<ListPage<ExecutorView>>(200).Items);
}
