using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of the runs that a work queue hands out, told of run queues here.</summary>
public sealed class PrefectRunsInQueueTests
{
    [Fact]
    public async Task Line_TwoQueues_EachShowsItsOwnLaunches()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("gpu");
        LaunchId[] first = [await agent.SubmitAsync(), await agent.SubmitAsync()];
        LaunchId[] second = [await agent.SubmitAsync("\"queue\":\"gpu\""), await agent.SubmitAsync("\"queue\":\"gpu\"")];

        Assert.Equal(first, await agent.LineAsync());
        Assert.Equal(second, await agent.LineAsync(queue: "gpu"));
        Assert.All(await agent.App.DueAsync(queue: "gpu"), launch => Assert.StartsWith(LaunchId.PartitionOf("gpu"), launch.Id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(500)]
    public async Task Line_Limit_IsItsBeginning(int limit)
    {
        using var agent = await AgentPlay.StartAsync();
        LaunchId[] all = [await agent.SubmitAsync(), await agent.SubmitAsync(), await agent.SubmitAsync()];

        Assert.Equal(all.Take(limit), await agent.LineAsync($"?limit={limit}"));
    }

    [Fact]
    public async Task Poll_QueuePaused_TakesNothingUntilItIsResumed()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.App.PauseAsync();

        Assert.Empty(await agent.PollAsync());
        Assert.Equal([launch], await agent.LineAsync());
        Assert.Equal(ReasonCodes.QueuePaused, (await agent.ViewAsync(launch)).Reason!.Code);

        await agent.App.ResumeAsync();
        Assert.Equal([launch], await agent.PollAsync());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(10, 3)]
    public async Task Poll_ThreeRunAndThreeWait_TakesWhatTheLimitLeaves(int limit, int taken)
    {
        using var agent = await AgentPlay.StartAsync();
        await SubmitAsync(agent, 3);
        await agent.PollAsync();
        var waiting = await SubmitAsync(agent, 3);
        await agent.App.PutQueueAsync("default", $$"""{"max_concurrency":{{limit}}}""");

        Assert.Equal(waiting.Take(taken), await agent.PollAsync());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(10, 2)]
    public async Task Poll_LimitsOfQueueAndAgent_TheLowerOneHolds(int ofAgent, int taken)
    {
        using var other = await AgentPlay.StartAsync(agent: "other");
        await SubmitAsync(other, 3);
        await other.PollAsync();
        await other.App.PutQueueAsync("default", """{"max_concurrency":5}""");
        using var agent = await AgentPlay.StartAsync(other, settings: (AgentOptions.MaxJobsSetting, $"{ofAgent}"));
        await SubmitAsync(agent, 4);

        Assert.Equal(taken, (await agent.PollAsync()).Count);
        Assert.Equal(4, (await agent.LineAsync()).Count + taken);
    }

    // A pending claim counts as a running one, and what ended does not.
    [Fact]
    public async Task Poll_OneOfTheRunningEnds_TakesTheNext()
    {
        using var agent = await AgentPlay.StartAsync();
        var launches = await SubmitAsync(agent, 3);
        await agent.App.PutQueueAsync("default", """{"max_concurrency":2}""");

        Assert.Equal(launches.Take(2), await agent.PollAsync());
        Assert.Empty(await agent.PollAsync());
        await agent.BeginAsync(launches[0]);
        Assert.Empty(await agent.PollAsync());

        await agent.RunToEndAsync(launches[1]);
        Assert.Equal(launches[2].ToString(), agent.App.Started[^1].LaunchId);
    }

    [Fact]
    public async Task Line_ReadManyTimes_TakesNothingOutOfIt()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal([launch], await agent.LineAsync());
        Assert.Equal([launch], await agent.PollAsync());
    }

    [Fact]
    public async Task Line_LaunchIsTaken_IsThereNoMore()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();

        Assert.Empty(await agent.LineAsync());
        await agent.BeginAsync(launch);
        Assert.Empty(await agent.LineAsync());
    }

    [Fact]
    public async Task Poll_LaunchOfTomorrow_IsTakenTomorrow()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync("\"scheduled_start_time\":\"2031-05-02T12:00:00Z\"");

        Assert.Empty(await agent.LineAsync());
        Assert.Empty(await agent.PollAsync());

        agent.App.Clock.Now += TimeSpan.FromDays(1);
        Assert.Equal([launch], await agent.PollAsync());
    }

    [Fact]
    public async Task Line_Before_ShowsThoseOfTenThatAreDueByThen()
    {
        using var agent = await AgentPlay.StartAsync();
        var launches = new List<LaunchId>();
        for (var hour = 0; hour < 10; hour++)
            launches.Add(await agent.SubmitAsync($"\"scheduled_start_time\":\"2031-05-02T{hour:D2}:00:00Z\""));

        Assert.Equal(launches.Take(5), await agent.LineAsync("?before=2031-05-02T04:30:00Z"));
    }

    // Without a time it is due at once: nothing waits for a time that nobody gave.
    [Fact]
    public async Task Poll_NoStartTime_IsTakenAtOnce()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync("\"scheduled_start_time\":null");

        Assert.Equal([launch], await agent.PollAsync());
    }

    private static async Task<List<LaunchId>> SubmitAsync(AgentPlay agent, int count)
    {
        var launches = new List<LaunchId>();
        for (var i = 0; i < count; i++)
            launches.Add(await agent.SubmitAsync());
        return launches;
    }
}
