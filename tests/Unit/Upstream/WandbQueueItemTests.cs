using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>W&amp;B's tests of adding items to run queues, told of launches here; run specs are written in W&amp;B's words.</summary>
public sealed class WandbQueueItemTests
{
    private const string RunSpec =
        """{"entity":"acme","project":"vision","resource":"local-process","overrides":{"entry_point":["python","train.py"],"run_config":{"lr":0.1}}PRIORITY}""";

    [Fact]
    public async Task Add_ThenDelete_WaitsUntilItIsCancelled()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PauseAsync();

        var launch = (await PostAsync(agent, RunSpec.Replace("PRIORITY", "", StringComparison.Ordinal))).Read<LaunchView>(201);
        Assert.Equal((LaunchState.Pending, "default"), (launch.State, launch.Queue));

        await agent.StopAsync(LaunchId.Parse(launch.Id));
        await agent.App.ResumeAsync();
        Assert.Empty(await agent.PollAsync());
        Assert.Equal(LaunchState.Cancelled, (await agent.ViewAsync(LaunchId.Parse(launch.Id))).State);
    }

    [Fact]
    public async Task Add_NoQueueNamed_GoesToDefault()
    {
        using var agent = await AgentPlay.StartAsync();

        var launch = (await PostAsync(agent, RunSpec.Replace("PRIORITY", "", StringComparison.Ordinal))).Read<LaunchView>(201);

        Assert.Equal("default", launch.Queue);
        Assert.Equal(launch.Id, Assert.Single(agent.App.Started).LaunchId);
    }

    [Fact]
    public async Task Add_QueueNamed_GoesThere()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_QUEUES", "existing"));
        await agent.App.PutQueueAsync("existing");

        var launch = (await PostAsync(agent, Envelope("existing"))).Read<LaunchView>(201);

        Assert.Equal("existing", launch.Queue);
        Assert.Equal(launch.Id, Assert.Single(agent.App.Started).LaunchId);
    }

    [Fact]
    public async Task Add_QueueThatDoesNotExist_IsRefusedByName()
    {
        using var agent = await AgentPlay.StartAsync();

        var problem = (await PostAsync(agent, Envelope("nonexistent-queue"))).ReadProblem(422, "invalid_spec");

        Assert.Equal(("/queue", "unknown_queue"), (problem.Errors[0].Pointer, problem.Errors[0].Code));
        Assert.Equal(0, agent.App.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Add_Priority_IsTakenAndGoesBefore()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PauseAsync();
        await agent.SubmitAsync();
        var urgent = (await PostAsync(agent, RunSpec.Replace("PRIORITY", ",\"priority\":0", StringComparison.Ordinal))).Read<LaunchView>(201);

        Assert.Equal(Priority.Critical, urgent.Priority);
        Assert.Equal(urgent.Id, (await agent.LineAsync())[0].ToString());
    }

    [Fact]
    public async Task Add_PriorityOnAQueueWithout_IsRefusedByName()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("default", """{"prioritization":false}""");

        var problem = (await PostAsync(agent, RunSpec.Replace("PRIORITY", ",\"priority\":0", StringComparison.Ordinal))).ReadProblem(422, "invalid_spec");

        Assert.Equal(("/priority", "not_prioritized"), (Assert.Single(problem.Errors).Pointer, problem.Errors[0].Code));
    }

    [Theory]
    [InlineData("true", "critical,medium,low")]
    [InlineData("false", "medium,medium,medium")]
    public async Task Create_QueueWithOrWithoutPriorities_OrdersBySuch(string prioritization, string order)
    {
        using var agent = await AgentPlay.StartAsync();
        (await agent.App.PutQueueAsync("fifo", $$"""{"prioritization":{{prioritization}}}""")).Read<QueueView>(201);
        foreach (var priority in new[] { "low", "medium", "critical" })
            await agent.SubmitAsync("\"queue\":\"fifo\"" + (prioritization == "true" ? $",\"priority\":\"{priority}\"" : ""));

        var line = await agent.App.DueAsync(queue: "fifo");

        Assert.Equal(order, string.Join(',', line.Select(launch => WireName.Of(launch.Priority))));
        Assert.Equal(prioritization == "false", line.Select(launch => launch.Id).SequenceEqual(line.OrderByDescending(launch => launch.Id, StringComparer.Ordinal).Select(launch => launch.Id)));
    }

    // W&B's client prints what the server made of a spec; here it can be asked for at any time.
    [Fact]
    public async Task Get_SpecOfALaunch_ShowsWhatTheQueueMadeOfIt()
    {
        using var agent = await AgentPlay.StartAsync();
        await agent.App.PutQueueAsync("default", """{"timeouts":{"run_seconds":60}}""");
        var launch = (await PostAsync(agent, RunSpec.Replace("PRIORITY", "", StringComparison.Ordinal))).Read<LaunchView>(201);

        var spec = await agent.App.Get<LaunchSpecQueries>().FindAsync(LaunchId.Parse(launch.Id), CancellationToken.None);

        Assert.Equal(60, spec!.Resolved!.Timeouts.RunSeconds);
        Assert.Equal("acme", spec.Submitted.GetProperty("entity").GetString());
    }

    private static string Envelope(string queue) =>
        $$"""{"schema_version":1,"queue":"{{queue}}","wandb":{{RunSpec.Replace("PRIORITY", "", StringComparison.Ordinal)}}}""";

    private static Task<IActionResult> PostAsync(AgentPlay agent, string body) =>
        agent.App.PostAsync(body);
}
