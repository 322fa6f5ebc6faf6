using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Agents;

public sealed class AgentPollingTests
{
    [Fact]
    public async Task Set_Stopped_BeatsAClaimInFlightAndHoldsUntilResumed()
    {
        using var app = await BeatenAsync();
        await app.SubmitAsync("m1");
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            SetAsync(app, stopped: true).GetAwaiter().GetResult();
        };

        Assert.Empty((await ClaimAsync(app)).Claims);
        Assert.Empty((await ClaimAsync(app)).Claims);
        await SetAsync(app, stopped: false);

        Assert.Contains(new Wakeup(WakeupKind.Poke), app.SentWakeups);
        Assert.Single((await ClaimAsync(app)).Claims);
    }

    [Fact]
    public async Task Set_AnotherAgent_HoldsOffThatOneOnly()
    {
        using var app = await BeatenAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await app.SubmitAsync("m1");

        await app.Get<AgentPolling>().SetAsync("other", stopped: true, CancellationToken.None);

        Assert.Empty((await ClaimAsync(other)).Claims);
        Assert.Single((await ClaimAsync(app)).Claims);
        await app.Get<AgentPolling>().SetAsync("other", stopped: false, CancellationToken.None);
        Assert.Equal("wakeups-other", Assert.Single(app.SentElsewhere).Queue);
    }

    [Fact]
    public async Task Set_AgentThatWasNeverHeard_IsNull()
    {
        using var app = await TestApp.StartAsync();

        Assert.Null(await app.Get<AgentPolling>().SetAsync("nobody", stopped: true, CancellationToken.None));
        Assert.Empty(await app.Get<AgentDirectory>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Reconcile_HostDiedBeforeTheHeaderSaidSo_DoesTheRest()
    {
        using var app = await BeatenAsync();
        app.Launches.Before = operation => throw new InvalidOperationException("dead");
        await Assert.ThrowsAsync<InvalidOperationException>(() => SetAsync(app, stopped: true));
        app.Launches.Before = null;

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal(["local"], (await app.Get<QueueCatalog>().FindAsync("default", CancellationToken.None))!.StoppedAgents);
        Assert.True((await app.Get<AgentDirectory>().FindAsync("local", CancellationToken.None))!.IsWishDone);
    }

    [Fact]
    public async Task Set_OppositeWantedInBetween_EndsAsTheLastOneWanted()
    {
        using var app = await BeatenAsync();
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            SetAsync(app, stopped: false).GetAwaiter().GetResult();
        };

        var agent = await SetAsync(app, stopped: true);

        Assert.False(agent!.Stopped);
        Assert.Empty((await app.Get<QueueCatalog>().FindAsync("default", CancellationToken.None))!.StoppedAgents);
    }

    [Fact]
    public async Task Start_QueuesAreOthersThanWhenItWasStopped_HoldsItOffThereToo()
    {
        using var app = await BeatenAsync();
        await app.Directory.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.UpdateMerge, AgentRow.ToWish("local", stopped: true, "w1"))], CancellationToken.None);

        await app.Create<PollingAtStart>().StartAsync(CancellationToken.None);

        Assert.Equal(["local"], (await app.Get<QueueCatalog>().FindAsync("default", CancellationToken.None))!.StoppedAgents);
    }

    private static async Task<TestApp> BeatenAsync()
    {
        var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        return app;
    }

    private static Task<AgentRow?> SetAsync(TestApp app, bool stopped) => app.Get<AgentPolling>().SetAsync("local", stopped, CancellationToken.None);

    private static Task<ClaimResult> ClaimAsync(TestApp app) => app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
}
