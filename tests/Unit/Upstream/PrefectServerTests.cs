using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Tests of Prefect's first server on runs, agents and what brings lost runs back, told of this app.</summary>
public sealed class PrefectServerTests
{
    [Fact]
    public async Task Post_SameKeyInTwoQueues_AreTwoLaunches()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("other");
        const string Here = """{"command":["true"],"idempotency_key":"abc"}""";
        const string There = """{"command":["true"],"idempotency_key":"abc","queue":"other"}""";

        var here = (await PostAsync(agent, Here)).Read<LaunchView>(201);
        var there = (await PostAsync(agent, There)).Read<LaunchView>(201);

        Assert.NotEqual(here.Id, there.Id);
        Assert.Equal(here.Id, (await PostAsync(agent, Here)).Read<LaunchView>(200).Id);
        Assert.Equal(there.Id, (await PostAsync(agent, There)).Read<LaunchView>(200).Id);
    }

    [Fact]
    public async Task Post_StartTime_IsItsDueTimeInTheRecordAndTheHistory()
    {
        using var agent = await AgentPlay.StartAsync();
        var time = new DateTimeOffset(2031, 6, 1, 0, 0, 0, TimeSpan.Zero);

        var launch = (await PostAsync(agent, """{"command":["true"],"scheduled_start_time":"2031-06-01T00:00:00Z"}""")).Read<LaunchView>(201);

        var detail = await agent.ViewAsync(LaunchId.Parse(launch.Id));
        Assert.Equal((LaunchState.Pending, time, ReasonCodes.NotDue), (detail.State, detail.DueAt, detail.Reason!.Code));
        Assert.Equal((LaunchState.Pending, agent.App.Clock.Now), (Assert.Single(detail.History).State, detail.History[0].At));
    }

    [Theory]
    [InlineData("foo,bar", "bar,foo")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public async Task Register_LabelsOrNone_AreShown(string? labels, string shown)
    {
        using var agent = labels is null ? await AgentPlay.StartAsync() : await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_LABELS", labels));
        await agent.App.Get<Heartbeat>().StartAsync(CancellationToken.None);

        Assert.Equal(shown, string.Join(',', Assert.Single(await AgentsAsync(agent)).Labels.Order(StringComparer.Ordinal)));
    }

    // The name tells agents apart, labels do not: each beat of one name is the same agent.
    [Fact]
    public async Task Register_AgainOrUnderAnotherName_IsOneRowAName()
    {
        using var one = await AgentPlay.StartAsync(agent: "one", settings: ("LAUNCH_AGENT_LABELS", "foo,bar"));
        using var again = await AgentPlay.StartAsync(one, "one", ("LAUNCH_AGENT_LABELS", "bar,foo"));
        using var two = await AgentPlay.StartAsync(one, "two", ("LAUNCH_AGENT_LABELS", "foo,bar"));
        foreach (var agent in new[] { one, again, two, two, one })
            await agent.App.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        Assert.Equal(["one", "two"], (await AgentsAsync(one)).Select(agent => agent.Name));
    }

    [Fact]
    public async Task See_AttemptLost_IsTriedThreeTimesAndEachIsInTheHistory()
    {
        using var agent = await AgentPlay.StartAsync();
        var launch = await agent.SubmitAsync();

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            Assert.Equal([launch], await agent.PollAsync());
            await agent.BeginAsync(launch);
            Assert.Equal(ClaimStep.End, await agent.SeeAsync(launch, new AttemptObservation(AttemptPhase.Lost)));
            agent.App.Clock.Now += TimeSpan.FromHours(1);
        }

        Assert.Empty(await agent.PollAsync());
        var detail = await agent.ViewAsync(launch);
        Assert.Equal((LaunchState.Crashed, "attempt_lost", 4), (detail.State, detail.Error!.Code, detail.Attempts.Count));
        Assert.Equal(3, detail.History.Count(entry => entry.State == LaunchState.AwaitingRetry));
    }

    private static Task<IActionResult> PostAsync(AgentPlay agent, string body) =>
        agent.App.PostAsync(body);

    private static async Task<IReadOnlyList<AgentView>> AgentsAsync(AgentPlay agent) =>
        (await agent.App.Create<AgentFunctions>().ListAsync(TestRequest.For("/agents"), CancellationToken.None)).Read<ListPage<AgentView>>(200).Items;
}
