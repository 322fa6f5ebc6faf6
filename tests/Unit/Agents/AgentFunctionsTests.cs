using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Agents;

public sealed class AgentFunctionsTests
{
    [Fact]
    public async Task Get_IdleAgent_Polls()
    {
        using var app = await StartAsync();

        var agent = await GetAsync(app);

        Assert.Equal((AgentState.Polling, 0, "agent local polling on queues default, running 0 out of a maximum of inf jobs"), (agent.State, agent.NumRunningJobs, agent.StatusLine));
        Assert.Equal(TestApp.Noon, agent.HeartbeatAt);
    }

    [Fact]
    public async Task Get_AgentWithClaims_RunsThem()
    {
        using var app = await StartAsync();
        var launch = await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        var agent = await GetAsync(app);

        Assert.Equal((AgentState.Running, 1, 0), (agent.State, agent.NumRunningJobs, agent.NumRunningSchedulers));
        Assert.Equal([launch.Id.ToString()], agent.LaunchIds);
    }

    [Theory]
    [InlineData(false, AgentState.Stopped)]
    [InlineData(true, AgentState.Stopping)]
    public async Task Get_AgentThatWasToldToStop_SaysSo(bool hasClaims, AgentState state)
    {
        using var app = await StartAsync();
        if (hasClaims)
        {
            await app.SubmitAsync("m1");
            await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        }

        await app.Directory.CommitAsync([new(TableTransactionActionType.UpsertMerge, AgentRow.ToWish("local", stopped: true, "w1"))], CancellationToken.None);

        Assert.Equal(state, (await GetAsync(app)).State);
    }

    [Fact]
    public async Task Get_AgentSilentForThreeBeats_IsOffline()
    {
        using var app = await StartAsync();
        app.Clock.Now += TimeSpan.FromSeconds(90);
        Assert.Equal(AgentState.Polling, (await GetAsync(app)).State);

        app.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(AgentState.Offline, (await GetAsync(app)).State);
    }

    [Fact]
    public async Task List_AgentsOfOneAccount_EachHasItsOwnClaims()
    {
        using var app = await StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await app.SubmitAsync("m1");
        await other.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        var page = (await app.Create<AgentFunctions>().ListAsync(TestRequest.For("/agents"), CancellationToken.None)).Read<ListPage<AgentView>>(200);

        Assert.Equal([("local", 0), ("other", 1)], page.Items.Select(agent => (agent.Name, agent.NumRunningJobs)));
    }

    [Fact]
    public async Task StopAndResumePolling_HoldClaimsOffAndLetThemGoOn()
    {
        using var app = await StartAsync();
        var functions = app.Create<AgentPollingFunctions>();
        await app.SubmitAsync("m1");

        Assert.Equal(AgentState.Stopped, (await functions.StopAsync(TestRequest.For("/agents/local/stop-polling"), "local", CancellationToken.None)).Read<AgentView>(200).State);
        Assert.Empty((await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims);

        Assert.Equal(AgentState.Polling, (await functions.ResumeAsync(TestRequest.For("/agents/local/resume-polling"), "local", CancellationToken.None)).Read<AgentView>(200).State);
        await app.ClaimAsync();
    }

    [Theory]
    [InlineData("ghost", "", 404, "unknown_agent")]
    [InlineData("local", "{", 400, "invalid_json")]
    [InlineData("local", """{"for_seconds":1}""", 422, "invalid_request")]
    public async Task StopPolling_NobodyToStopOrBadBody_SaysSo(string name, string body, int status, string code)
    {
        using var app = await StartAsync();

        (await app.Create<AgentPollingFunctions>().StopAsync(TestRequest.For($"/agents/{name}/stop-polling", body), name, CancellationToken.None)).ReadProblem(status, code);
        Assert.Equal(AgentState.Polling, (await GetAsync(app)).State);
    }

    [Fact]
    public async Task Get_AgentNobodyHeard_Is404()
    {
        using var app = await StartAsync();

        (await app.Create<AgentFunctions>().GetAsync(TestRequest.For("/agents/ghost"), "ghost", CancellationToken.None)).ReadProblem(404, "unknown_agent");
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        return app;
    }

    private static async Task<AgentView> GetAsync(TestApp app) =>
        (await app.Create<AgentFunctions>().GetAsync(TestRequest.For("/agents/local"), "local", CancellationToken.None)).Read<AgentView>(200);
}
