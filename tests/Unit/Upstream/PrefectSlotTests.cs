using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of concurrency limits and who holds them, told of the slots of a run queue here.</summary>
public sealed class PrefectSlotTests
{
    [Theory]
    [InlineData(AttemptPhase.Exited, 0, LaunchState.Finished)]
    [InlineData(AttemptPhase.Exited, 9, LaunchState.Failed)]
    public async Task Limit_One_TheNextWaitsUntilTheFirstEnds(AttemptPhase phase, int exitCode, LaunchState state)
    {
        using var agent = await OfLimitAsync(1);
        LaunchId[] launches = [await agent.SubmitAsync(), await agent.SubmitAsync()];

        Assert.Equal([launches[0]], await agent.PollAsync());
        Assert.Equal(LaunchState.Pending, (await agent.ViewAsync(launches[1])).State);
        await agent.BeginAsync(launches[0]);
        await agent.SeeAsync(launches[0], new AttemptObservation(phase, ExitCode: exitCode));

        Assert.Equal(state, (await agent.ViewAsync(launches[0])).State);
        Assert.Equal([launches[1].ToString()], (await QueueAsync(agent)).Slots.Select(slot => slot.LaunchId));
    }

    [Fact]
    public async Task Limit_HolderIsCancelled_TheNextGetsItsPlace()
    {
        using var agent = await OfLimitAsync(1);
        LaunchId[] launches = [await agent.SubmitAsync(), await agent.SubmitAsync()];
        await agent.PollAsync();
        await agent.BeginAsync(launches[0]);
        await agent.StopAsync(launches[0]);
        await agent.SeeAsync(launches[0], new AttemptObservation(AttemptPhase.Running));
        Assert.Empty(await agent.PollAsync());

        await agent.SeeAsync(launches[0], new AttemptObservation(AttemptPhase.Exited, ExitCode: 143));

        Assert.Equal(launches[1].ToString(), agent.App.Started[^1].LaunchId);
    }

    [Fact]
    public async Task Limit_OneLaunchThroughAllItsStates_HoldsOnePlace()
    {
        using var agent = await OfLimitAsync(1);
        Assert.Empty((await QueueAsync(agent)).Slots);
        var launch = await agent.SubmitAsync();

        await agent.PollAsync();
        Assert.Equal(launch.ToString(), Assert.Single((await QueueAsync(agent)).Slots).LaunchId);
        await agent.BeginAsync(launch);
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Running));
        Assert.Equal(launch.ToString(), Assert.Single((await QueueAsync(agent)).Slots).LaunchId);
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));
        Assert.Empty((await QueueAsync(agent)).Slots);
    }

    [Fact]
    public async Task Limit_FullAndCancelNew_CancelsWhatComes()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("default", """{"max_concurrency":1,"on_limit":"cancel_new"}""");
        LaunchId[] launches = [await agent.SubmitAsync(), await agent.SubmitAsync()];
        await agent.PollAsync();

        var second = await agent.ViewAsync(launches[1]);
        Assert.Equal((LaunchState.Cancelled, "limit_reached"), (second.State, second.Error!.Code));
        Assert.Equal(LaunchState.Claimed, (await agent.ViewAsync(launches[0])).State);
    }

    // Late ones too, and only when the limit is full.
    [Theory]
    [InlineData("cancel_new", true, LaunchState.Cancelled)]
    [InlineData("cancel_new", false, LaunchState.Claimed)]
    [InlineData("enqueue", true, LaunchState.Pending)]
    public async Task Limit_LateOneComes_IsDealtWithAsAnyOther(string onLimit, bool full, LaunchState state)
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("default", $$"""{"max_concurrency":1,"on_limit":"{{onLimit}}"}""");
        if (full)
        {
            await agent.SubmitAsync();
            await agent.PollAsync();
        }

        var late = await agent.SubmitAsync();
        agent.App.Clock.Now += TimeSpan.FromMinutes(1);
        await agent.PollAsync();

        Assert.Equal(state, (await agent.ViewAsync(late)).State);
    }

    [Fact]
    public async Task Limit_Zero_NothingIsTakenAndAllWait()
    {
        using var agent = await OfLimitAsync(0);
        var launch = await agent.SubmitAsync();

        Assert.Empty(await agent.PollAsync());
        Assert.Equal(LaunchState.Pending, (await agent.ViewAsync(launch)).State);
    }

    [Fact]
    public async Task Limit_None_AllAreTaken()
    {
        using var agent = await AgentPlay.StartAsync();
        for (var i = 0; i < 50; i++)
            await agent.SubmitAsync();

        Assert.Equal(50, (await agent.PollAsync()).Count);
        Assert.Equal((50, null), ((await QueueAsync(agent)).Slots.Count, (await QueueAsync(agent)).MaxConcurrency));
    }

    [Fact]
    public async Task Limit_TwoQueues_EachCountsItsOwn()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "one,two"));
        await agent.App.PutQueueAsync("one", """{"max_concurrency":1}""");
        await agent.App.PutQueueAsync("two", """{"max_concurrency":2}""");
        foreach (var queue in new[] { "one", "two" })
        {
            for (var i = 0; i < 3; i++)
                await agent.SubmitAsync($"\"queue\":\"{queue}\"");
        }

        Assert.Equal((1, 2), ((await agent.PollAsync("one")).Count, (await agent.PollAsync("two")).Count));
    }

    [Fact]
    public async Task Limit_LoweredBelowWhatRuns_EndsNothingAndTakesNothing()
    {
        using var agent = await OfLimitAsync(3);
        for (var i = 0; i < 4; i++)
            await agent.SubmitAsync();
        var held = await agent.PollAsync();
        await agent.App.PutQueueAsync("default", """{"max_concurrency":1}""");

        foreach (var launch in held.Take(2))
            await agent.RunToEndAsync(launch);
        Assert.Equal(held[2].ToString(), Assert.Single((await QueueAsync(agent)).Slots).LaunchId);

        await agent.RunToEndAsync(held[2]);
        Assert.Single((await QueueAsync(agent)).Slots);
    }

    [Fact]
    public async Task View_Slots_SaysWhoHoldsThemSinceWhen()
    {
        using var agent = await OfLimitAsync(5);
        var ended = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.RunToEndAsync(ended);
        var running = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.BeginAsync(running);
        await agent.SeeAsync(running, new AttemptObservation(AttemptPhase.Running));
        agent.App.Clock.Now += TimeSpan.FromSeconds(30);
        var claimed = await agent.SubmitAsync();
        var since = agent.App.Clock.Now;
        await agent.PollAsync();

        var queue = await QueueAsync(agent);

        Assert.Equal([running.ToString(), claimed.ToString()], queue.Slots.Select(slot => slot.LaunchId));
        Assert.Equal(since, queue.Slots[1].Since);
        Assert.Equal(new Dictionary<string, int> { ["claimed"] = 1, ["running"] = 1 }, queue.Counts);
    }

    private static async Task<AgentPlay> OfLimitAsync(int limit)
    {
        var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("default", $$"""{"max_concurrency":{{limit}}}""");
        return agent;
    }

    private static async Task<QueueView> QueueAsync(AgentPlay agent) => (await agent.App.ViewAsync("default"))!;
}
