using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of late runs, told of launches here: lateness is seen when a launch is looked at.</summary>
public sealed class PrefectLateTests
{
    [Theory]
    [InlineData(-3600, false)]
    [InlineData(0, false)]
    [InlineData(5, false)]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(3600, true)]
    public async Task View_SecondsAfterItsTime_IsLateAfterFifteen(int seconds, bool late)
    {
        using var agent = await AgentPlay.StartAsync();
        var dueAt = agent.App.Clock.Now.AddHours(2);
        var launch = await agent.SubmitAsync($"\"scheduled_start_time\":\"{dueAt:yyyy-MM-ddTHH:mm:ssZ}\"");
        agent.App.Clock.Now = dueAt.AddSeconds(seconds);

        var view = await agent.ViewAsync(launch);

        Assert.Equal((late, dueAt, LaunchState.Pending), (view.Late, view.DueAt, view.State));
    }

    [Fact]
    public async Task View_LateOnes_AreLateEachTimeAndNothingIsWritten()
    {
        using var agent = await AgentPlay.StartAsync();
        LaunchId[] launches = [await agent.SubmitAsync(), await agent.SubmitAsync()];
        agent.App.Clock.Now += TimeSpan.FromMinutes(1);
        var writes = agent.App.Launches.Commits;

        for (var i = 0; i < 2; i++)
            Assert.All(await Task.WhenAll(launches.Select(agent.ViewAsync)), launch => Assert.True(launch.Late));
        Assert.Equal(writes, agent.App.Launches.Commits);
    }

    [Fact]
    public async Task View_TakenInTime_IsNeverLate()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();
        agent.App.Clock.Now += TimeSpan.FromHours(1);

        Assert.Equal((LaunchState.Claimed, false), ((await agent.ViewAsync(launch)).State, (await agent.ViewAsync(launch)).Late));
    }

    [Fact]
    public async Task Poll_LateOne_IsTaken()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        agent.App.Clock.Now += TimeSpan.FromHours(1);

        Assert.Equal([launch], await agent.PollAsync());
    }

    [Fact]
    public async Task View_CancelledInItsLine_IsNotLateLater()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.StopAsync(launch);
        agent.App.Clock.Now += TimeSpan.FromHours(1);

        Assert.Equal((LaunchState.Cancelled, false), ((await agent.ViewAsync(launch)).State, (await agent.ViewAsync(launch)).Late));
    }
}
