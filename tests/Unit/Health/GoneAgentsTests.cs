using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Retention;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class GoneAgentsTests
{
    [Theory]
    [InlineData(29, 2)]
    [InlineData(31, 1)]
    public async Task Heal_NotHeardOfForLong_IsRemovedAndTheAgentItselfIsNot(int days, int left)
    {
        using var app = await TestApp.StartAsync();
        using var gone = await BeatenAsync(app, "gone");
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        app.Clock.Now += TimeSpan.FromDays(days);

        await HealAsync(app);

        var names = (await app.Get<AgentDirectory>().ListAsync(CancellationToken.None)).Select(agent => agent.Name).ToArray();
        Assert.Equal(left, names.Length);
        Assert.Contains("local", names);
    }

    [Fact]
    public async Task Heal_NotHeardOfForLong_LeavesNoDelayedWakeupOfItBehind()
    {
        using var app = await TestApp.StartAsync();
        using var gone = await BeatenAsync(app, "gone");
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        foreach (var host in new[] { app, gone })
            await host.Get<DelayedDispatch>().LookAtAsync(QueueNames.Default, host.Clock.Now + TimeSpan.FromDays(1), CancellationToken.None);
        app.Clock.Now += TimeSpan.FromDays(31);

        await HealAsync(app);

        Assert.Equal(["local"], (await DelayedDispatchRow.ListAsync(app.Directory, CancellationToken.None)).Select(link => link.Agent));
    }

    [Fact]
    public async Task Heal_GoneAgentWithASlot_StaysUntilThatIsGone()
    {
        using var app = await TestApp.StartAsync();
        using var gone = await BeatenAsync(app, "gone");
        await app.SubmitAsync("m1");
        await gone.ClaimAsync();
        app.Clock.Now += TimeSpan.FromDays(31);

        await HealAsync(app);

        Assert.NotNull(await app.Get<AgentDirectory>().FindAsync("gone", CancellationToken.None));
    }

    [Fact]
    public async Task Heal_GoneAgentThatWasToldToStop_StaysSoThatItCanBeToldToResume()
    {
        using var app = await TestApp.StartAsync();
        using var gone = await BeatenAsync(app, "gone");
        await app.Get<AgentPolling>().SetAsync("gone", stopped: true, CancellationToken.None);
        app.Clock.Now += TimeSpan.FromDays(31);

        await HealAsync(app);

        Assert.True((await app.Get<AgentDirectory>().FindAsync("gone", CancellationToken.None))!.Stopped);
    }

    [Fact]
    public async Task Heal_AgentComesBackMeanwhile_IsKept()
    {
        using var app = await TestApp.StartAsync();
        using var gone = await BeatenAsync(app, "gone");
        app.Clock.Now = gone.Clock.Now += TimeSpan.FromDays(31);
        app.Directory.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Directory.Before = null;
            gone.Get<Heartbeat>().BeatAsync(CancellationToken.None).GetAwaiter().GetResult();
        };

        await HealAsync(app);

        Assert.Null(app.Directory.Before);
        Assert.NotNull(await app.Get<AgentDirectory>().FindAsync("gone", CancellationToken.None));
    }

    [Fact]
    public async Task Heal_Often_ReadsTheListOnceADay()
    {
        using var app = await TestApp.StartAsync();
        var line = Line(app);
        await line.HealAsync(CancellationToken.None);
        app.Directory.Before = operation => throw new InvalidOperationException(operation);

        app.Clock.Now += TimeSpan.FromHours(23);
        await line.HealAsync(CancellationToken.None);
    }

    private static async Task<TestApp> BeatenAsync(TestApp shared, string agent)
    {
        var app = await TestApp.StartAsync(shared: shared, agent: agent);
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        return app;
    }

    private static GoneAgents Line(TestApp app) => app.Get<IEnumerable<IAgentRepair>>().OfType<GoneAgents>().Single();

    private static Task HealAsync(TestApp app) => Line(app).HealAsync(CancellationToken.None);
}
