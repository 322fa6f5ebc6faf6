using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Queues;
using Moq;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of how its agent finds and submits runs, told of the agent here.</summary>
public sealed class PrefectAgentTests
{
    [Fact]
    public async Task Poll_LaunchesInEveryState_TakesThoseThatWaitAndAreDue()
    {
        using var agent = await AgentPlay.StartAsync();
        var claimed = await agent.SubmitAsync();
        await agent.PollAsync();
        var ended = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.RunToEndAsync(ended);
        var cancelled = await agent.SubmitAsync();
        await agent.StopAsync(cancelled);
        var due = await agent.SubmitAsync("\"scheduled_start_time\":\"2031-04-30T12:00:00Z\"");
        var later = await agent.SubmitAsync("\"scheduled_start_time\":\"2031-05-01T12:00:20Z\"");

        Assert.Equal([due], await agent.PollAsync());
        Assert.Equal(
            [LaunchState.Claimed, LaunchState.Finished, LaunchState.Cancelled, LaunchState.Claimed, LaunchState.Pending],
            [.. (await Task.WhenAll(new[] { claimed, ended, cancelled, due, later }.Select(agent.App.ReadAsync))).Select(launch => launch.State)]);
    }

    [Fact]
    public async Task Poll_LimitOfTheAgent_HoldsUntilOneIsDone()
    {
        using var agent = await AgentPlay.StartAsync(settings: (AgentOptions.MaxJobsSetting, "2"));
        LaunchId[] launches = [await agent.SubmitAsync(), await agent.SubmitAsync(), await agent.SubmitAsync()];

        Assert.Equal(launches.Take(2), await agent.PollAsync());
        Assert.Empty(await agent.PollAsync());

        await agent.RunToEndAsync(launches[0]);
        Assert.Equal(launches[2].ToString(), agent.App.Started[^1].LaunchId);
        Assert.Empty(await agent.PollAsync());
    }

    [Fact]
    public async Task Poll_SeveralQueues_TakesFromEachOfItsOwn()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "a,b"));
        foreach (var queue in new[] { "a", "b", "c" })
            await agent.App.PutQueueAsync(queue);
        var a = await agent.SubmitAsync("\"queue\":\"a\"");
        var b = await agent.SubmitAsync("\"queue\":\"b\"");
        await agent.SubmitAsync("\"queue\":\"c\"");

        Assert.Equal([[a], [b], []], new[] { await agent.PollAsync("a"), await agent.PollAsync("b"), await agent.PollAsync("c") });
    }

    // Prefect's agent makes queues that it is told of; here they are made by whoever says how they are to be.
    [Fact]
    public async Task Poll_QueueThatDoesNotExist_IsNoErrorAndMakesNone()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "new"));

        Assert.Empty(await agent.PollAsync("new"));
        Assert.Null(await agent.App.ViewAsync("new"));

        await agent.App.PutQueueAsync("new");
        var launch = await agent.SubmitAsync("\"queue\":\"new\"");
        Assert.Equal([launch], await agent.PollAsync("new"));
    }

    [Fact]
    public async Task Poll_QueueRemovedMeanwhile_IsNoError()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "a,b"));
        await agent.App.PutQueueAsync("a");
        await agent.App.PutQueueAsync("b");
        Assert.Empty(await agent.PollAsync("a"));
        await agent.App.DeleteQueueAsync("a");
        var launch = await agent.SubmitAsync("\"queue\":\"b\"");

        Assert.Empty(await agent.PollAsync("a"));
        Assert.Equal([launch], await agent.PollAsync("b"));
    }

    [Fact]
    public async Task Poll_UrgentOneBehindLateOnes_IsTakenFirst()
    {
        using var agent = await AgentPlay.StartAsync(settings: (AgentOptions.MaxJobsSetting, "1"));
        await agent.SubmitAsync("\"priority\":\"low\",\"scheduled_start_time\":\"2031-04-30T12:00:00Z\"");
        await agent.SubmitAsync("\"priority\":\"low\"");
        var urgent = await agent.SubmitAsync("\"priority\":\"high\"");
        await agent.SubmitAsync("\"priority\":\"critical\",\"scheduled_start_time\":\"2031-05-01T12:00:20Z\"");

        Assert.Equal([urgent], await agent.PollAsync());
    }

    [Fact]
    public async Task Poll_TwoAgents_NeverTakeTheSame()
    {
        using var one = await AgentPlay.StartAsync(agent: "one");
        using var two = await AgentPlay.StartAsync(one, "two");
        var launch = await one.SubmitAsync();

        Assert.Equal([launch], await one.PollAsync());
        Assert.Empty(await two.PollAsync());
    }

    [Fact]
    public async Task Begin_Submitted_IsStartingWithWhatItsPlaceCallsIt()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();

        Assert.Equal(ClaimStep.Watch, await agent.BeginAsync(launch));
        Assert.Equal(LaunchState.Starting, (await agent.ViewAsync(launch)).State);
        agent.App.Executor.Verify(
            e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.LaunchId == launch.ToString() && request.Number == 1), It.IsAny<CancellationToken>()), Times.Once);

        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Running, ExternalId: "4711", StartedAt: agent.App.Clock.Now));
        var detail = await agent.ViewAsync(launch);
        Assert.Equal((LaunchState.Running, "4711"), (detail.State, Assert.Single(detail.Attempts).ExternalId));
    }

    [Fact]
    public async Task Begin_ExecutorRefusesForGood_IsCrashedAndItsPlaceIsFree()
    {
        using var agent = await AgentPlay.StartAsync(settings: (AgentOptions.MaxJobsSetting, "1"));
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();
        Refuse(agent, new ExecutorException("bad_image", "Hello!", retryable: false));

        Assert.Equal(ClaimStep.Conclude, await agent.BeginAsync(launch));
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Unknown));

        var detail = await agent.ViewAsync(launch);
        Assert.Equal((LaunchState.Crashed, "bad_image", "Hello!", ErrorStage.Agent), (detail.State, detail.Error!.Code, detail.Error.Message, detail.Error.Stage));
        Assert.Equal((0, 0), (agent.App.Count(RowKeys.Slots), agent.App.LimitRows));
    }

    [Fact]
    public async Task See_ExecutorCannotBeAsked_LeavesTheLaunchAsItIs()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.BeginAsync(launch);
        agent.App.Executor.Setup(e => e.ObserveAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new ExecutorException("unreachable", "Hello!", retryable: true));

        await Assert.ThrowsAsync<ExecutorException>(() => agent.App.Create<AdvanceLaunch>().RunAsync(agent.App.Started[^1], CancellationToken.None));

        Assert.Equal((LaunchState.Starting, null), ((await agent.ViewAsync(launch)).State, (await agent.ViewAsync(launch)).Error));
    }

    // Prefect calls a process that exits with another code than 0 crashed; here that is the command's own failure.
    [Fact]
    public async Task See_OtherExitCode_IsFailedWithIt()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();

        await agent.RunToEndAsync(launch, exitCode: 9);

        var detail = await agent.ViewAsync(launch);
        Assert.Equal((LaunchState.Failed, 9, "exit_code"), (detail.State, detail.ExitCode, detail.Error!.Code));
    }

    [Fact]
    public async Task See_AfterItsEnd_ChangesNothingOfIt()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.RunToEndAsync(launch);

        Assert.Equal(ClaimStep.End, await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Exited, ExitCode: 9)));

        Assert.Equal((LaunchState.Finished, 0), ((await agent.ViewAsync(launch)).State, (await agent.ViewAsync(launch)).ExitCode));
    }

    private static void Refuse(AgentPlay agent, ExecutorException refusal) =>
        agent.App.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>())).ThrowsAsync(refusal);
}
