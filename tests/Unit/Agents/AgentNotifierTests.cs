using Azure;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Agents;

public sealed class AgentNotifierTests
{
    private static readonly Wakeup DispatchGpu = new(WakeupKind.Dispatch) { Queue = "gpu" };

    [Fact]
    public async Task Dispatch_QueueOfOthers_WakeupsThoseWhoServeIt()
    {
        using var app = await TestApp.StartAsync();
        await BeatAsync(app, "gpu-1", "gpu");
        await BeatAsync(app, "gpu-2", "default,gpu");
        await BeatAsync(app, "cpu", "default");

        await DispatchAsync(app);

        Assert.Equal([("wakeups-gpu-1", DispatchGpu), ("wakeups-gpu-2", DispatchGpu)], app.SentElsewhere.Select(sent => (sent.Queue, sent.Wakeup)));
    }

    [Fact]
    public async Task Dispatch_AgentIsSilent_LeavesNoHeapOfWakeupsForIt()
    {
        using var app = await TestApp.StartAsync();
        await BeatAsync(app, "gpu-1", "gpu");
        app.Clock.Now += TimeSpan.FromSeconds(91);

        await DispatchAsync(app);

        Assert.Empty(app.SentElsewhere);
    }

    [Fact]
    public async Task Dispatch_Burst_SendsOneWakeupAtItsBeginningAndOneBehindItsEnd()
    {
        using var app = await TestApp.StartAsync();
        await BeatAsync(app, "gpu-1", "gpu");

        for (var i = 0; i < 10; i++)
            await DispatchAsync(app);
        app.Clock.Now += TimeSpan.FromSeconds(5);
        await DispatchAsync(app);

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.Zero], app.SentElsewhere.Select(sent => sent.Delay));
    }

    [Fact]
    public async Task OfferRoom_Burst_TellsEveryLivingAgentTwice()
    {
        using var app = await TestApp.StartAsync();
        await BeatAsync(app, "gone", "gpu");
        app.Clock.Now += TimeSpan.FromSeconds(91);
        await BeatAsync(app, "gpu-1", "gpu", app.Clock.Now);
        await BeatAsync(app, "local", "default", app.Clock.Now);

        for (var i = 0; i < 5; i++)
            await app.Get<AgentNotifier>().OfferRoomAsync("ex-1", CancellationToken.None);

        var room = new Wakeup(WakeupKind.Room) { ConcurrencyLimit = "ex-1" };
        Assert.Equal([("wakeups-gpu-1", room, TimeSpan.Zero), ("wakeups-gpu-1", room, TimeSpan.FromSeconds(1))], app.SentElsewhere);
    }

    [Fact]
    public async Task Dispatch_QueueOfWakeupsIsMissing_TellsTheOthersAndIsNoError()
    {
        using var app = await TestApp.StartAsync();
        await BeatAsync(app, "gpu-1", "gpu");
        await BeatAsync(app, "gpu-2", "gpu");
        app.BeforeWakeup = queue =>
        {
            if (queue == "wakeups-gpu-1")
                throw new RequestFailedException(404, "QueueNotFound");
        };

        await DispatchAsync(app);

        Assert.Equal("wakeups-gpu-2", Assert.Single(app.SentElsewhere).Queue);
    }

    [Fact]
    public async Task Dispatch_QueueOfItsOwn_ReadsNoDirectory()
    {
        using var app = await TestApp.StartAsync();
        app.Directory.Before = operation => throw new InvalidOperationException(operation);

        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
    }

    private static Task DispatchAsync(TestApp app) => app.Get<Dispatcher>().DispatchAsync("gpu", CancellationToken.None);

    private static async Task BeatAsync(TestApp shared, string agent, string queues, DateTimeOffset? at = null)
    {
        using var other = await TestApp.StartAsync(shared: shared, agent: agent, settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = queues });
        other.Clock.Now = at ?? other.Clock.Now;
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);
    }
}
