using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class AttemptMonitorLoopTests
{
    [Fact]
    public async Task Ensure_ManyTimes_StartsOneChain()
    {
        using var app = await TestApp.StartAsync();

        for (var i = 0; i < 3; i++)
            await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);

        Assert.Single(app.SentWakeups, wakeup => wakeup.Kind == WakeupKind.Watch);
    }

    [Fact]
    public async Task Ensure_LinkOnItsWay_AsksStorageOnlyWhenItIsDue()
    {
        using var app = await TestApp.StartAsync();
        var calls = 0;
        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);
        app.Directory.Before = _ => calls++;

        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);
        Assert.Equal(0, calls);
        app.Clock.Now += MonitorInterval.Shortest;
        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);

        Assert.Equal(1, calls);
        Assert.Single(app.SentWakeups);
    }

    [Fact]
    public async Task Follow_ActiveAttempt_SendsTheNextLink()
    {
        using var app = await ClaimedAsync();
        var first = app.SentWakeups.Single();

        await FollowAsync(app, first);

        Assert.Equal(first with { Link = 2 }, app.SentWakeups[^1]);
    }

    [Fact]
    public async Task Follow_CopyOfALink_IsDroppedSoThatThereIsOneChain()
    {
        using var app = await ClaimedAsync();
        var first = app.SentWakeups.Single();
        await FollowAsync(app, first);
        var sent = app.SentWakeups.Count;

        await FollowAsync(app, first);
        await FollowAsync(app, first with { Chain = "other" });

        Assert.Equal(sent, app.SentWakeups.Count);
    }

    [Fact]
    public async Task Follow_NothingToWatch_EndsAndTheNextClaimStartsAnother()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);
        await FollowAsync(app, app.SentWakeups.Single());
        Assert.Single(app.SentWakeups);

        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);

        Assert.Equal(2, app.SentWakeups.Count);
        Assert.NotEqual(app.SentWakeups[0].Chain, app.SentWakeups[1].Chain);
    }

    // The claim saw the chain alive and started none; the chain had looked before the claim and ended after it.
    [Fact]
    public async Task Follow_ClaimedJustBeforeTheChainEnds_IsWatchedAllTheSame()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);
        await app.SubmitAsync("m1");
        app.Directory.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Directory.Before = null;
            app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None).GetAwaiter().GetResult();
        };

        await FollowAsync(app, app.SentWakeups.Single());

        Assert.Equal(2, app.SentWakeups.Count(wakeup => wakeup.Kind == WakeupKind.Watch));
    }

    [Fact]
    public async Task Ensure_LinkWasLostWithItsHost_StartsAnotherChainWhenItIsLate()
    {
        using var app = await ClaimedAsync();

        app.Clock.Now += TimeSpan.FromHours(1);
        await app.Get<AttemptMonitorLoop>().EnsureAsync(CancellationToken.None);

        Assert.Equal(2, app.SentWakeups.Count);
    }

    [Fact]
    public async Task Look_AttemptEnded_SignalsOnceAndAgainAtGrowingIntervals()
    {
        using var app = await ClaimedAsync();
        var slot = SlotRow.From(app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        var launch = await app.ReadAsync(slot.Id);
        await app.Get<LaunchTransitions>().TryMarkStartingAsync(launch, ClaimedLaunch.Of(slot), "machine-1", new LaunchTimeouts(), CancellationToken.None);
        app.Observe(slot.AttemptKey, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));

        var signalled = new List<int>();
        var second = 0;
        app.Client.Setup(c => c.RaiseEventAsync($"{slot.Id}.1", DurableTaskHub.Signal, null, It.IsAny<CancellationToken>()))
            .Callback(() => signalled.Add(second));
        for (; second <= 130; second++, app.Clock.Now += TimeSpan.FromSeconds(1))
            await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);

        Assert.Equal([0, 2, 6, 14, 30, 62, 122], signalled);
    }

    [Fact]
    public async Task Look_SomethingElseIsDemanded_SignalsAtOnce()
    {
        using var app = await ClaimedAsync();
        var slot = SlotRow.From(app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        await app.Get<LaunchTransitions>().TryMarkStartingAsync(await app.ReadAsync(slot.Id), ClaimedLaunch.Of(slot), "machine-1", new LaunchTimeouts(), CancellationToken.None);
        app.Observe(slot.AttemptKey, new AttemptObservation(AttemptPhase.Starting));
        await app.Get<StopRequests>().StopAsync(slot.Id, force: false, CancellationToken.None);

        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        await app.Get<StopRequests>().StopAsync(slot.Id, force: true, CancellationToken.None);
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        app.Observe(slot.AttemptKey, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);

        app.Client.Verify(
            c => c.RaiseEventAsync($"{slot.Id}.1", DurableTaskHub.Signal, null, It.IsAny<CancellationToken>()), Times.Exactly(3));
    }

    [Fact]
    public async Task Look_OrchestrationDoesNotListen_AsksAgainAtTheSamePace()
    {
        using var app = await ClaimedAsync();
        var slot = SlotRow.From(app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        await app.Get<LaunchTransitions>().TryMarkStartingAsync(await app.ReadAsync(slot.Id), ClaimedLaunch.Of(slot), "machine-1", new LaunchTimeouts(), CancellationToken.None);
        app.Observe(slot.AttemptKey, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));
        app.Client.Setup(c => c.RaiseEventAsync($"{slot.Id}.1", DurableTaskHub.Signal, null, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.NotFound, "none")));

        for (var second = 0; second < 6; second++, app.Clock.Now += TimeSpan.FromSeconds(1))
            await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);

        app.Client.Verify(
            c => c.RaiseEventAsync($"{slot.Id}.1", DurableTaskHub.Signal, null, It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    private static async Task<TestApp> ClaimedAsync()
    {
        var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
        return app;
    }

    private static Task FollowAsync(TestApp app, Wakeup link) => app.Get<AttemptMonitorLoop>().FollowAsync(link, app.Get<AttemptMonitor>().LookAsync, app.Get<AttemptMonitor>().AnySlotAsync, CancellationToken.None);
}
