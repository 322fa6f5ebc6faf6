using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of which agent gets which run, told of labels here.</summary>
public sealed class PrefectLabelTests
{
    [Theory]
    [InlineData("foo,bar", "\"foo\",\"bar\"", true)]
    [InlineData("bar,foo", "\"foo\",\"bar\"", true)]
    [InlineData("foo,bar,chris", "\"foo\",\"bar\"", true)]
    [InlineData("foo,bar", "\"foo\"", true)]
    [InlineData("dev", "\"foo\",\"bar\"", false)]
    [InlineData("foo,staging", "\"foo\",\"bar\"", false)]
    [InlineData("", "\"foo\"", false)]
    [InlineData("foo", "", false)]
    [InlineData("", "", true)]
    public async Task Poll_Labels_TakesOnlyWhatTheAgentHasAllLabelsOf(string ofAgent, string ofLaunch, bool taken)
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_LABELS", ofAgent));
        var launch = await agent.SubmitAsync($"\"labels\":[{ofLaunch}]");

        Assert.Equal(taken ? [launch] : [], await agent.LineAsync($"?labels={ofAgent}"));
        Assert.Equal(taken ? [launch] : [], await agent.PollAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"labels\":null")]
    [InlineData("\"labels\":[]")]
    public async Task Poll_LabelsLeftOutOrEmpty_IsTakenByTheAgentWithout(string fields)
    {
        using var agent = await AgentPlay.StartAsync();
        using var labelled = await AgentPlay.StartAsync(agent, "labelled", ("LAUNCH_AGENT_LABELS", "gpu"));
        var launch = await agent.SubmitAsync(fields);

        Assert.Empty(await labelled.PollAsync());
        Assert.Equal([launch], await agent.PollAsync());
    }

    // Older ones that are not the agent's must not hide the one that is.
    [Fact]
    public async Task Poll_ManyForeignOnesBefore_TakesItsOwnBehindThem()
    {
        using var agent = await AgentPlay.StartAsync();
        using var labelled = await AgentPlay.StartAsync(agent, "labelled", ("LAUNCH_AGENT_LABELS", "gpu"));
        for (var i = 0; i < 4 * ClaimPlan.MaximumClaims; i++)
            await agent.SubmitAsync();
        var own = await agent.SubmitAsync("\"labels\":[\"gpu\"]");

        Assert.Equal([own], await labelled.PollAsync());
    }

    // Prefect has those of the run in the place of its flow's; here those of the queue are added to them.
    [Fact]
    public async Task Poll_QueueWithLabels_AsksForThoseOfTheLaunchToo()
    {
        using var both = await AgentPlay.StartAsync(agent: "both", settings: ("LAUNCH_AGENT_LABELS", "gpu,eu"));
        using var one = await AgentPlay.StartAsync(both, "one", ("LAUNCH_AGENT_LABELS", "gpu"));
        await both.App.PutQueueAsync("default", """{"labels":["gpu"]}""");
        var launch = await both.SubmitAsync("\"labels\":[\"eu\"]");

        Assert.Equal(["eu", "gpu"], (await both.ViewAsync(launch)).Labels.Order(StringComparer.Ordinal));
        Assert.Empty(await one.PollAsync());
        Assert.Equal([launch], await both.PollAsync());
    }

    // What went back to wait keeps the labels that it was submitted with.
    [Fact]
    public async Task Poll_RetryOfALabelledLaunch_StaysWithTheAgentThatHasThem()
    {
        using var agent = await AgentPlay.StartAsync();
        using var labelled = await AgentPlay.StartAsync(agent, "labelled", ("LAUNCH_AGENT_LABELS", "gpu"));
        var launch = await labelled.SubmitAsync("\"labels\":[\"gpu\"],\"retry\":{\"max_retries\":1}");
        await labelled.PollAsync();
        await labelled.RunToEndAsync(launch, exitCode: 1);
        agent.App.Clock.Now = labelled.App.Clock.Now += TimeSpan.FromMinutes(1);

        Assert.Empty(await agent.PollAsync());
        Assert.Equal([launch], await labelled.PollAsync());
    }
}
