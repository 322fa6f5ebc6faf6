using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Agents;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of work queues as objects, told of run queues here.</summary>
public sealed class PrefectWorkQueueTests
{
    [Theory]
    [InlineData("work/queue")]
    [InlineData("work%queue")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-queue")]
    public async Task Put_NameThatIsNone_IsRefusedAndMakesNothing(string name)
    {
        using var app = await TestApp.StartAsync();

        (await app.PutQueueAsync(name)).ReadProblem(422, "invalid_request");
        (await app.Create<QueueFunctions>().GetAsync(TestRequest.For("/queues/x"), name, CancellationToken.None)).ReadProblem(404, "unknown_queue");
    }

    [Fact]
    public async Task Put_NewName_HasNoLimitAndWaitsForAnAgent()
    {
        using var app = await TestApp.StartAsync();

        var queue = (await app.PutQueueAsync("wq-1")).Read<QueueView>(201);

        Assert.Equal(("wq-1", QueueState.NotReady, null, 1, OnLimit.Enqueue), (queue.Name, queue.State, queue.MaxConcurrency, queue.ConfigVersion, queue.OnLimit));
        Assert.Empty(queue.Slots);
        Assert.Equal("wq-1", (await app.ViewAsync("wq-1"))!.Name);
    }

    [Fact]
    public async Task Put_NameThatIsThereOnlyIfNew_IsRefused()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("wq-1", """{"max_concurrency":3}""");

        (await app.PutQueueAsync("wq-1", "{}", ("If-None-Match", "*"))).ReadProblem(412, "etag");

        Assert.Equal(3, (await app.ViewAsync("wq-1"))!.MaxConcurrency);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PauseOrResume_AlreadySo_ChangesNothing(bool paused)
    {
        using var app = await TestApp.StartAsync();
        if (paused)
            await app.PauseAsync();
        var before = (await app.ViewAsync("default"))!;

        var after = (paused ? await app.PauseAsync() : await app.ResumeAsync()).Read<QueueView>(200);

        Assert.Equal((before.ConfigVersion, before.State), (after.ConfigVersion, after.State));
        Assert.Equal(paused, after.State == QueueState.Paused);
    }

    // An agent that serves the queue was never heard, was heard just now, and not for long.
    [Theory]
    [InlineData(null, QueueState.NotReady)]
    [InlineData(0, QueueState.Ready)]
    [InlineData(91, QueueState.NotReady)]
    public async Task Resume_Paused_IsReadyWhenAnAgentOfItIsHeard(int? heardBefore, QueueState state)
    {
        using var app = await TestApp.StartAsync();
        if (heardBefore is { } seconds)
        {
            await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
            app.Clock.Now += TimeSpan.FromSeconds(seconds);
        }

        Assert.Equal(QueueState.Paused, (await app.PauseAsync()).Read<QueueView>(200).State);
        Assert.Equal(state, (await app.ResumeAsync()).Read<QueueView>(200).State);
    }

    [Theory]
    [InlineData(false, QueueState.Ready)]
    [InlineData(true, QueueState.Paused)]
    public async Task Beat_OfAnAgent_MakesItsQueuesReadyUnlessTheyArePaused(bool paused, QueueState state)
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "a,b" });
        foreach (var queue in new[] { "a", "b", "c" })
            await app.PutQueueAsync(queue);
        if (paused)
            await app.PauseAsync("b");
        Assert.Equal(QueueState.NotReady, (await app.ViewAsync("a"))!.State);

        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        Assert.Equal([QueueState.Ready, state, QueueState.NotReady], await Task.WhenAll(new[] { "a", "b", "c" }.Select(async queue => (await app.ViewAsync(queue))!.State)));
    }

    [Fact]
    public async Task Get_AgentSilentForLong_AllItsQueuesAreNotReadyAgain()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "a,b" });
        await app.PutQueueAsync("a");
        await app.PutQueueAsync("b");
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        app.Clock.Now += TimeSpan.FromSeconds(60);
        Assert.Equal([QueueState.Ready, QueueState.Ready], [(await app.ViewAsync("a"))!.State, (await app.ViewAsync("b"))!.State]);
        app.Clock.Now += TimeSpan.FromSeconds(31);
        Assert.Equal([QueueState.NotReady, QueueState.NotReady], [(await app.ViewAsync("a"))!.State, (await app.ViewAsync("b"))!.State]);
    }

    [Fact]
    public async Task Get_LaunchWaitsForLong_TellsHowLong()
    {
        using var app = await TestApp.StartAsync();
        Assert.Null((await app.ViewAsync("default"))!.OldestWaitSeconds);
        await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromMinutes(10);
        await app.SubmitAsync("m2");

        var queue = (await app.ViewAsync("default"))!;

        Assert.Equal((600, 2), (queue.OldestWaitSeconds, queue.Counts["pending"]));
    }

    [Fact]
    public async Task Put_WhilePaused_ChangesTheLimitAndStaysPaused()
    {
        using var app = await TestApp.StartAsync();
        await app.PauseAsync();

        var queue = (await app.PutQueueAsync("default", """{"max_concurrency":3}""")).Read<QueueView>(200);

        Assert.Equal((QueueState.Paused, 3), (queue.State, queue.MaxConcurrency));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"many\"")]
    [InlineData("1.5")]
    public async Task Put_LimitThatIsNone_IsRefusedByName(string limit)
    {
        using var app = await TestApp.StartAsync();

        var problem = (await app.PutQueueAsync("default", $$"""{"max_concurrency":{{limit}}}""")).ReadProblem(422, "invalid_request");

        Assert.Equal("/max_concurrency", Assert.Single(problem.Errors).Pointer);
        Assert.Null((await app.ViewAsync("default"))!.MaxConcurrency);
    }

    [Fact]
    public async Task List_SeveralQueues_HasThemAllByName()
    {
        using var app = await TestApp.StartAsync();
        foreach (var queue in new[] { "wq-2", "wq-1" })
            await app.PutQueueAsync(queue);

        var page = (await app.Create<QueueFunctions>().ListAsync(TestRequest.For("/queues"), CancellationToken.None)).Read<ListPage<QueueView>>(200);

        Assert.Equal(["default", "wq-1", "wq-2"], page.Items.Select(queue => queue.Name));
    }

    [Fact]
    public async Task Delete_ThenReadOrChange_IsUnknown()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("wq-1");
        Assert.Equal(204, (await app.DeleteQueueAsync("wq-1")).Status());

        Assert.Null(await app.ViewAsync("wq-1"));
        (await app.PauseAsync("wq-1")).ReadProblem(404, "unknown_queue");
    }

    [Fact]
    public async Task Start_NewAccount_HasQueueDefaultThatCannotGo()
    {
        using var app = await TestApp.StartAsync();

        Assert.NotNull(await app.ViewAsync("default"));
        (await app.DeleteQueueAsync("default")).ReadProblem(409, "invalid_state");
        Assert.Equal(204, (await app.DeleteQueueAsync((await MadeAsync(app)).Name)).Status());
    }

    private static async Task<QueueView> MadeAsync(TestApp app) => (await app.PutQueueAsync("other")).Read<QueueView>(201);
}
