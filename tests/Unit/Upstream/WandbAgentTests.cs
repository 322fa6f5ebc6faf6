using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Microsoft.Extensions.Configuration;
using Moq;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>W&amp;B's tests of its launch agent, told of the agent here.</summary>
public sealed class WandbAgentTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("1000000", 1000000)]
    [InlineData("8", 8)]
    [InlineData(null, -1)]
    public void Settings_MaxSchedulers_IsReadAsMaxJobsIs(string? text, int most)
    {
        var agent = Options((AgentOptions.MaxSchedulersSetting, text), (AgentOptions.MaxJobsSetting, text));

        Assert.Equal((most, most), (agent.MaxSchedulers, agent.MaxJobs));
    }

    [Theory]
    [InlineData("-29")]
    [InlineData("weird")]
    public void Settings_MaxSchedulersThatIsNoLimit_StopsTheStart(string text) =>
        Assert.Contains(AgentOptions.MaxSchedulersSetting, Assert.Throws<InvalidOperationException>(() => Options((AgentOptions.MaxSchedulersSetting, text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task View_NoLimitOfJobs_IsSaidAsInf()
    {
        using var agent = await AgentPlay.StartAsync(settings: (AgentOptions.MaxJobsSetting, "-1"));
        await agent.App.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        Assert.Contains("out of a maximum of inf jobs", (await ViewAsync(agent)).StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_BeforeAndAfterItsFirstHeartbeat_HasItsName()
    {
        using var agent = await AgentPlay.StartAsync(agent: "trainer");
        (await agent.App.Create<AgentFunctions>().GetAsync(TestRequest.For("/agents/trainer"), "trainer", CancellationToken.None)).ReadProblem(404, "unknown_agent");

        await agent.App.Get<Heartbeat>().StartAsync(CancellationToken.None);

        Assert.Equal("trainer", (await ViewAsync(agent)).Name);
    }

    // One that cannot be started must not keep the agent from the next.
    [Fact]
    public async Task Poll_OneCannotBeStarted_ItFailsAndTheOthersGoOn()
    {
        using var agent = await AgentPlay.StartAsync();
        LaunchId[] launches = [await agent.SubmitAsync(), await agent.SubmitAsync(), await agent.SubmitAsync()];
        agent.App.Executor.Setup(e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.LaunchId == launches[1].ToString()), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new ExecutorException("bad_spec", "blah blah", retryable: false));
        await agent.PollAsync();

        foreach (var launch in launches)
            await agent.BeginAsync(launch);
        var next = await agent.SubmitAsync();

        Assert.Equal(
            [(LaunchState.Starting, null), (LaunchState.Crashed, "blah blah"), (LaunchState.Starting, null)],
            [.. (await Task.WhenAll(launches.Select(agent.ViewAsync))).Select(launch => (launch.State, launch.Error?.Message))]);
        Assert.Equal([next], await agent.PollAsync());
    }

    // Of three queues the one that has something is found, and the others come before it next time.
    [Fact]
    public async Task Poll_ThreeQueuesAndOneJob_TakesTurns()
    {
        using var agent = await AgentPlay.StartAsync(settings: [("LAUNCH_AGENT_QUEUES", "queue-1,queue-2,queue-3"), (AgentOptions.MaxJobsSetting, "1")]);
        foreach (var queue in new[] { "queue-1", "queue-2", "queue-3" })
            await agent.App.PutQueueAsync(queue);
        var first = await agent.SubmitAsync("\"queue\":\"queue-1\"");
        Assert.Equal([first], await agent.PollAsync("queue-1"));

        var again = await agent.SubmitAsync("\"queue\":\"queue-1\"");
        var third = await agent.SubmitAsync("\"queue\":\"queue-3\"");
        await agent.RunToEndAsync(first);
        await agent.RunToEndAsync(third);

        Assert.Equal([first, third, again], agent.App.Started.Select(claim => LaunchId.Parse(claim.LaunchId)));
    }

    [Fact]
    public async Task StopPolling_HoldsClaims_KeepsThemAndTakesNoMore()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        var held = await agent.SubmitAsync();
        await agent.PollAsync();
        await agent.BeginAsync(held);

        await agent.App.Create<AgentPollingFunctions>().StopAsync(TestRequest.For("/agents/local/stop-polling"), "local", CancellationToken.None);
        await agent.SubmitAsync();

        Assert.Empty(await agent.PollAsync());
        Assert.Equal((AgentState.Stopping, 1), ((await ViewAsync(agent)).State, (await ViewAsync(agent)).NumRunningJobs));
        await agent.RunToEndAsync(held);
        Assert.Equal((AgentState.Stopped, LaunchState.Finished), ((await ViewAsync(agent)).State, (await agent.ViewAsync(held)).State));
    }

    // W&B's agent does not start when one of its queues is missing; here the queue may be made later.
    [Fact]
    public async Task Start_QueuesThatDoNotExist_RunsAndSaysWhichItServes()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "q1,q2"));
        await agent.App.Get<Heartbeat>().StartAsync(CancellationToken.None);

        Assert.Equal(["q1", "q2"], (await ViewAsync(agent)).Queues);
        Assert.Empty(await agent.PollAsync("q1"));
    }

    [Fact]
    public async Task See_StopWantedOverItsGrace_IsEndedByForceOnce()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync("\"timeouts\":{\"stop_grace_seconds\":0}");
        await agent.PollAsync();
        await agent.BeginAsync(launch);
        await agent.StopAsync(launch);

        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Running));
        await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Running));
        Assert.Equal(ClaimStep.End, await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Exited, ExitCode: 137, Signal: "SIGKILL")));

        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(launch)).State);
        agent.App.Executor.Verify(e => e.StopAsync(It.IsAny<string>(), true, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Stop_LaunchThatIsNot_IsUnknown()
    {
        using var agent = await AgentPlay.StartAsync();

        Assert.Null(await agent.App.Get<StopRequests>().StopAsync(LaunchId.Create("default", TestApp.Noon, "nobody"), force: false, CancellationToken.None));
    }

    private static AgentOptions Options(params (string Name, string? Value)[] settings) => AgentOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build());

    private static async Task<AgentView> ViewAsync(AgentPlay agent)
    {
        var name = agent.App.Get<AgentOptions>().Name;
        return (await agent.App.Create<AgentFunctions>().GetAsync(TestRequest.For($"/agents/{name}"), name, CancellationToken.None)).Read<AgentView>(200);
    }
}
