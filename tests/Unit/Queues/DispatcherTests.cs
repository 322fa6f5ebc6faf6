using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.DurableTask;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class DispatcherTests
{
    [Fact]
    public async Task Dispatch_MoreThanOneTransactionHolds_StartsAllOfThem()
    {
        using var app = await TestApp.StartAsync();
        for (var i = 0; i < ClaimPlan.MaximumClaims + 2; i++)
            await app.SubmitAsync($"m{i}");

        await DispatchAsync(app);

        Assert.Equal(ClaimPlan.MaximumClaims + 2, app.Started.Count);
        Assert.Equal(app.Started.Count, app.Started.Select(claim => claim.InstanceId).Distinct().Count());
    }

    [Fact]
    public async Task Dispatch_OneLaunch_CostsThreeReadsAndOneTransaction()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        var calls = new List<string>();
        app.Launches.Before = calls.Add;

        await DispatchAsync(app);

        Assert.Equal(["find", "query", "query", "commit"], calls);
    }

    [Fact]
    public async Task Dispatch_OneOrchestrationCannotBeStarted_TheOthersAreAndAreWatched()
    {
        using var app = await TestApp.StartAsync();
        var broken = (await app.SubmitAsync("m1")).Id.ToString();
        var sound = (await app.SubmitAsync("m2")).Id.ToString();
        app.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.Is<object?>(input => ((ClaimedLaunch)input!).LaunchId == broken), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("The hub is away."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => DispatchAsync(app));

        Assert.Equal(sound, Assert.Single(app.Started).LaunchId);
        Assert.Contains(app.SentWakeups, wakeup => wakeup.Kind == WakeupKind.Watch);
    }

    [Fact]
    public async Task Dispatch_QueueThatOtherAgentsServe_IsLeftToThem()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");

        await app.Get<Dispatcher>().DispatchAsync("gpu", CancellationToken.None);

        Assert.Empty(app.Started);
    }

    [Fact]
    public async Task Dispatch_QueueThatChangesUnderEveryClaim_TriesAgainLater()
    {
        using var app = await TestApp.StartAsync();
        app.Clock.OnDelay = _ => { };
        await app.SubmitAsync("m1");
        var changing = false;
        app.Launches.Before = operation =>
        {
            if (operation != "commit" || changing)
                return;
            changing = true;
            app.ChangeDefaultAsync(header => header with { ConfigVersion = header.ConfigVersion + 1 }).GetAwaiter().GetResult();
            changing = false;
        };

        await DispatchAsync(app);

        Assert.Empty(app.Started);
        Assert.Equal((WakeupKind.Dispatch, "default"), (Assert.Single(app.SentWakeups).Kind, app.SentWakeups[0].Queue));
        Assert.Equal(1, app.Count(RowKeys.DueRows));
    }

    private static Task DispatchAsync(TestApp app) => app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
}
