using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Queues;
using Moq;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of cancellation by its agent, told of stops here.</summary>
public sealed class PrefectCancellationTests
{
    private static readonly AttemptObservation Running = new(AttemptPhase.Running, ExternalId: "4711");

    private static readonly AttemptObservation Killed = new(AttemptPhase.Exited, ExitCode: 143, Signal: "SIGTERM");

    [Fact]
    public async Task See_StopWanted_TellsTheAttemptAndThenItIsCancelled()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent);
        await agent.StopAsync(launch);

        await agent.SeeAsync(launch, Running);
        VerifyTold(agent, launch, Times.Once());
        Assert.Equal(LaunchState.Stopping, (await agent.ViewAsync(launch)).State);

        Assert.Equal(ClaimStep.End, await agent.SeeAsync(launch, Killed));
        Assert.Equal((LaunchState.Cancelled, 15), ((await agent.ViewAsync(launch)).State, Assert.Single((await agent.ViewAsync(launch)).Attempts).Signal));
    }

    [Fact]
    public async Task See_NoStopWanted_TellsNothing()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent);

        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Starting));
        await agent.SeeAsync(launch, Running);
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));

        VerifyTold(agent, launch, Times.Never());
    }

    [Fact]
    public async Task Stop_EachOfSeveralInSeveralQueues_IsTold()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "default,b"));
        await agent.App.PutQueueAsync("b");
        LaunchId[] launches = [await RunningAsync(agent), await RunningAsync(agent), await RunningAsync(agent, "b"), await RunningAsync(agent, "b")];

        foreach (var launch in launches.Skip(1))
            await agent.StopAsync(launch);
        foreach (var launch in launches)
            await agent.SeeAsync(launch, Running);

        VerifyTold(agent, launches[0], Times.Never());
        Assert.All(launches.Skip(1), launch => VerifyTold(agent, launch, Times.Once()));
    }

    [Fact]
    public async Task Stop_LaunchOfAnotherAgent_IsToldByThatOne()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent);
        using var other = await AgentPlay.StartAsync(agent, "other");
        await other.StopAsync(launch);

        Assert.Empty(await other.PollAsync());
        await agent.SeeAsync(launch, Running);

        VerifyTold(other, launch, Times.Never());
        VerifyTold(agent, launch, Times.Once());
    }

    [Fact]
    public async Task Stop_TakenButNotSubmitted_IsCancelledWithoutEverRunning()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.StopAsync(launch);

        await agent.BeginAsync(launch);
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Unknown));
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Unknown));

        Assert.Equal((LaunchState.Cancelled, 0), ((await agent.ViewAsync(launch)).State, agent.App.Count(RowKeys.Slots)));
        agent.App.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task Stop_Cancelled_KeepsWhatElseIsKnown()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent, "default", ",\"name\":\"baseline\",\"author\":\"dana\",\"tags\":[\"vision\"]");
        var before = await agent.ViewAsync(launch);
        await agent.StopAsync(launch);
        await agent.SeeAsync(launch, Running);
        await agent.SeeAsync(launch, Killed);

        var after = await agent.ViewAsync(launch);
        Assert.Equal(
            (before.Name, before.Author, before.Priority, before.CreatedAt, before.ClaimedAt, before.RunId), (after.Name, after.Author, after.Priority, after.CreatedAt, after.ClaimedAt, after.RunId));
        Assert.Equal(before.Tags, after.Tags);
        Assert.Equal(before.History.Select(item => item.State), after.History.Take(before.History.Count).Select(item => item.State));
    }

    // Its place cannot be reached now: it may still run, so it is tried again, and nothing is called done.
    [Fact]
    public async Task See_AttemptCannotBeTold_IsStillToBeStopped()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent);
        await agent.StopAsync(launch);
        var tells = agent.App.Executor.Setup(e => e.StopAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()));
        tells.ThrowsAsync(new ExecutorException("unreachable", "Nobody answers.", retryable: true));

        await Assert.ThrowsAsync<ExecutorException>(() => agent.SeeAsync(launch, Running));
        Assert.Equal(LaunchState.Stopping, (await agent.ViewAsync(launch)).State);

        tells.Returns(Task.CompletedTask);
        await agent.SeeAsync(launch, Running);
        VerifyTold(agent, launch, Times.Exactly(2));
    }

    [Fact]
    public async Task See_AttemptIsGone_IsCancelled()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent);
        await agent.StopAsync(launch);
        await agent.SeeAsync(launch, Running);

        Assert.Equal(ClaimStep.End, await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Lost)));
        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(launch)).State);
    }

    [Fact]
    public async Task Stop_EndedAlready_StaysAsItEnded()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await RunningAsync(agent);
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));

        await agent.StopAsync(launch);

        Assert.Equal((LaunchState.Finished, DesiredState.Run), ((await agent.ViewAsync(launch)).State, (await agent.ViewAsync(launch)).DesiredState));
    }

    private static void VerifyTold(AgentPlay agent, LaunchId launch, Times times) =>
        agent.App.Executor.Verify(e => e.StopAsync(launch.AttemptKey(1), false, It.IsAny<CancellationToken>()), times);

    private static async Task<LaunchId> RunningAsync(AgentPlay agent, string queue = "default", string more = "")
    {
        var launch = await agent.SubmitAsync($"\"queue\":\"{queue}\"{more}");
        await agent.PollAsync(queue);
        await agent.BeginAsync(launch);
        await agent.SeeAsync(launch, Running);
        return launch;
    }
}
