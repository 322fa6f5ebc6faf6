using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Moq;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of which changes of state are let through, told of claims and stops here.</summary>
public sealed class PrefectClaimTests
{
    private static readonly AttemptObservation Exit0 = new(AttemptPhase.Exited, ExitCode: 0);

    private static readonly AttemptObservation Exit1 = new(AttemptPhase.Exited, ExitCode: 1);

    private static readonly AttemptObservation Running = new(AttemptPhase.Running);

    // Whoever comes second, in whatever state the first has it by then, takes nothing.
    [Theory]
    [InlineData(LaunchState.Claimed)]
    [InlineData(LaunchState.Starting)]
    [InlineData(LaunchState.Running)]
    [InlineData(LaunchState.Stopping)]
    [InlineData(LaunchState.Cancelled)]
    [InlineData(LaunchState.Finished)]
    [InlineData(LaunchState.Failed)]
    public async Task Poll_LaunchThatDoesNotWait_IsNotTakenAgain(LaunchState state)
    {
        using var agent = await AgentPlay.StartAsync();
        using var other = await AgentPlay.StartAsync(agent, "other");
        var launch = await InStateAsync(agent, state);
        Assert.Equal(state, (await agent.ViewAsync(launch)).State);

        Assert.Empty(await other.PollAsync());
        Assert.Empty(await agent.PollAsync());
        Assert.Equal(state, (await agent.ViewAsync(launch)).State);
    }

    [Theory]
    [InlineData(LaunchState.Pending)]
    [InlineData(LaunchState.AwaitingRetry)]
    public async Task Poll_LaunchThatWaits_IsTakenByOne(LaunchState state)
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await InStateAsync(agent, state);
        Assert.Equal(state, (await agent.ViewAsync(launch)).State);
        agent.App.Clock.Now += TimeSpan.FromHours(1);
        using var other = await AgentPlay.StartAsync(agent, "other");

        Assert.Equal([launch], await other.PollAsync());
        Assert.Empty(await agent.PollAsync());
    }

    // The first time the answer was lost, or the host died behind it: it is the same attempt.
    [Fact]
    public async Task Begin_Twice_IsOneAttemptUnderOneKey()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();

        await agent.BeginAsync(launch);
        await agent.BeginAsync(launch);

        agent.App.Executor.Verify(e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.Key != launch.AttemptKey(1)), It.IsAny<CancellationToken>()), Times.Never);
        Assert.Single((await agent.ViewAsync(launch)).Attempts);
    }

    [Fact]
    public async Task Stop_Twice_IsOneStop()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await InStateAsync(agent, LaunchState.Running);

        await agent.StopAsync(launch);
        await agent.SeeAsync(launch, Running);
        await agent.StopAsync(launch);
        await agent.SeeAsync(launch, Running);

        Assert.Single((await agent.ViewAsync(launch)).History, entry => entry.State == LaunchState.Stopping);
    }

    // What is being stopped does not come back: neither for its retries nor by a signal that comes late.
    [Theory]
    [InlineData(AttemptPhase.Exited)]
    [InlineData(AttemptPhase.Lost)]
    public async Task See_Stopping_EndsCancelledWhateverRetriesAreLeft(AttemptPhase phase)
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await InStateAsync(agent, LaunchState.Stopping);

        await agent.SeeAsync(launch, Running);
        Assert.Equal(LaunchState.Stopping, (await agent.ViewAsync(launch)).State);
        await agent.SeeAsync(launch, new AttemptObservation(phase, ExitCode: phase == AttemptPhase.Exited ? 1 : null));

        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(launch)).State);
        agent.App.Clock.Now += TimeSpan.FromHours(1);
        Assert.Empty(await agent.PollAsync());
    }

    [Fact]
    public async Task Retry_Cancelled_IsANewLaunchAndTheOldOneStays()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await InStateAsync(agent, LaunchState.Cancelled);

        var again = (await agent.App.SettledAsync(agent.App.Create<LaunchRetryFunctions>().RunAsync(
            TestRequest.For($"/launches/{launch}/retry"), launch.ToString(), agent.App.Client.Object, CancellationToken.None))).Read<LaunchView>(201);

        Assert.Equal(launch.ToString(), again.RetryOf);
        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(launch)).State);
    }

    // Nothing runs of it, so there is nothing to wait for.
    [Theory]
    [InlineData(LaunchState.Pending)]
    [InlineData(LaunchState.AwaitingRetry)]
    public async Task Stop_NothingRuns_IsCancelledAtOnce(LaunchState state)
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await InStateAsync(agent, state);

        await agent.StopAsync(launch);

        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(launch)).State);
        agent.App.Clock.Now += TimeSpan.FromHours(1);
        Assert.Empty(await agent.PollAsync());
        agent.App.Executor.Verify(e => e.StopAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task Stop_ScheduledForLater_IsCancelledAtOnce()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync("\"scheduled_start_time\":\"2031-05-02T12:00:00Z\"");

        await agent.StopAsync(launch);

        agent.App.Clock.Now += TimeSpan.FromDays(2);
        Assert.Empty(await agent.PollAsync());
        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(launch)).State);
    }

    private static async Task<LaunchId> InStateAsync(AgentPlay agent, LaunchState state)
    {
        var launch = await agent.SubmitAsync(state is LaunchState.AwaitingRetry or LaunchState.Stopping ? "\"retry\":{\"max_retries\":3}" : "");
        if (state == LaunchState.Pending)
            return launch;
        await agent.PollAsync();
        if (state == LaunchState.Claimed)
            return launch;
        await agent.BeginAsync(launch);
        if (state == LaunchState.Starting)
            return launch;
        await agent.SeeAsync(launch, state switch
        {
            LaunchState.Finished => Exit0,
            LaunchState.Failed or LaunchState.AwaitingRetry => Exit1,
            _ => Running,
        });
        if (state is not (LaunchState.Stopping or LaunchState.Cancelled))
            return launch;
        await agent.StopAsync(launch);
        await agent.SeeAsync(launch, Running);
        if (state == LaunchState.Cancelled)
            await agent.SeeAsync(launch, Exit1);
        return launch;
    }
}
