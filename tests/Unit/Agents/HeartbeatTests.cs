using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Specs.Secrets;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Agents;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task Start_Always_WritesWhatTheAgentIsWithoutTheValuesOfItsEnvironment()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string>
        {
            ["LAUNCH_AGENT_QUEUES"] = "default,gpu",
            ["LAUNCH_AGENT_ENV"] = """{"API_KEY":"s3cret"}""",
            ["LAUNCH_AGENT_CAPTURE_LOGS"] = "false",
            ["LAUNCH_AGENT_MAX_JOBS"] = "4",
        });

        await app.Get<Heartbeat>().StartAsync(CancellationToken.None);

        var row = await FindAsync(app);
        Assert.Equal(["default", "gpu"], row.Queues);
        Assert.Equal(SecretBlanker.Mask, row.Environment["API_KEY"]);
        Assert.Equal((false, 4, "wakeups-local", TestApp.Noon), (row.CaptureLogs, row.MaxJobs, row.WakeupsQueue, row.HeartbeatAt));
    }

    [Fact]
    public async Task Beat_AfterAStopOfPollingWasAskedFor_KeepsIt()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await app.Directory.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.UpdateMerge, AgentRow.ToWish("local", stopped: true, "w1"))], CancellationToken.None);

        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        Assert.True((await FindAsync(app)).Stopped);
    }

    [Fact]
    public async Task Beat_AfterPolls_TellsHowManyAndWhen()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
        app.Clock.Now += TimeSpan.FromSeconds(30);

        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        var row = await FindAsync(app);
        Assert.Equal((1, TestApp.Noon), (row.Polls, row.LastPollAt));
        Assert.Equal(TestApp.Noon.AddSeconds(30), row.HeartbeatAt);
    }

    [Fact]
    public async Task IsSilent_ThreeBeatsMissed_IsTrue()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        var agents = app.Get<AgentDirectory>();

        app.Clock.Now += TimeSpan.FromSeconds(90);
        Assert.False(agents.IsSilent(await FindAsync(app)));
        app.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(agents.IsSilent(await FindAsync(app)));
    }

    private static async Task<AgentRow> FindAsync(TestApp app) => (await app.Get<AgentDirectory>().FindAsync("local", CancellationToken.None))!;
}
