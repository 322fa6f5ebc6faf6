using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.DurableTask.Client;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class OrphanedClaimsTests
{
    [Fact]
    public async Task Run_HostDiedBeforeTheOrchestrationWasStarted_ClaimsAnewOnceTheClaimHasSettled()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        var claim = await app.ClaimAsync();

        await HealAsync(app);
        Assert.Empty(app.Started);
        await SettleAsync(app);

        Assert.Equal((claim.LaunchId, 2), Assert.Single(app.Started) switch { var anew => (anew.LaunchId, anew.Claim) });
        Assert.Equal(2, Assert.Single(Slots(app)).Claim);
        Assert.Equal(2, (await app.ReadAsync(LaunchId.Parse(claim.LaunchId))).Claims);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, true)]
    [InlineData(OrchestrationRuntimeStatus.Completed, true)]
    [InlineData(OrchestrationRuntimeStatus.Running, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false)]
    public async Task Run_ClaimIsOldAndItsOrchestrationIs_ClaimsAnewUnlessItMoves(OrchestrationRuntimeStatus status, bool claimsAnew)
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        Have(app, await app.ClaimAsync(), status);
        app.Clock.Now += TimeSpan.FromSeconds(1);

        await SettleAsync(app);

        Assert.Equal(claimsAnew ? [2] : [], app.Started.Select(claim => claim.Claim));
    }

    [Fact]
    public async Task Run_PendingSinceThisHostClaimedIt_IsGivenMoreTime()
    {
        using var app = await TestApp.StartAsync();
        app.Get<Reconcile>();
        app.Clock.Now += TimeSpan.FromSeconds(1);
        await app.SubmitAsync("m1");
        Have(app, await app.ClaimAsync(), OrchestrationRuntimeStatus.Pending);

        for (var i = 0; i < 3; i++)
            await SettleAsync(app);
        Assert.Empty(app.Started);
        await SettleAsync(app);

        Assert.Equal(2, Assert.Single(app.Started).Claim);
    }

    [Fact]
    public async Task ClaimedAnew_OldOrchestrationComesLate_FindsItselfFencedOut()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        var old = await app.ClaimAsync();
        await SettleAsync(app);

        Assert.Equal(ClaimStep.End, await app.Create<StartAttempt>().RunAsync(old, CancellationToken.None));
        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);

        Assert.Equal(ClaimStep.Watch, await app.Create<StartAttempt>().RunAsync(Assert.Single(app.Started), CancellationToken.None));
        app.Executor.Verify(
            e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.Key == $"{old.LaunchId}-1"), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task ClaimedAnew_WhileItRuns_KeepsStateDeadlinesPlaceAndLimits()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_MAX_JOBS"] = "5" });
        await app.SubmitAsync("m1", """{"command":["true"],"timeouts":{"run_seconds":600}}""");
        var claim = await app.ClaimAsync();
        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        await app.Get<LaunchTransitions>().MarkRunningAsync(Assert.Single(Slots(app)), new(AttemptPhase.Running, StartedAt: app.Clock.Now), CancellationToken.None);
        var (slot, launch) = (Assert.Single(Slots(app)), await app.ReadAsync(LaunchId.Parse(claim.LaunchId)));
        Have(app, claim, OrchestrationRuntimeStatus.Failed);

        await SettleAsync(app);

        var (slotAnew, launchAnew) = (Assert.Single(Slots(app)), await app.ReadAsync(LaunchId.Parse(claim.LaunchId)));
        Assert.Equal(
            slot with { Claim = 2, ClaimedAt = app.Clock.Now, Stalls = 1, Limits = slotAnew.Limits, ETag = slotAnew.ETag }, slotAnew);
        Assert.Equal(slot.Limits, slotAnew.Limits);
        Assert.Equal(
            (launch.State, launch.StartedAt, launch.ClaimedAt, launch.Terms, launch.PlacedOn, 2),
            (launchAnew.State, launchAnew.StartedAt, launchAnew.ClaimedAt, launchAnew.Terms, launchAnew.PlacedOn, launchAnew.Claims));
        Assert.Equal(1, app.LimitRows);
        Assert.Equal(ClaimStep.Watch, await app.Create<StartAttempt>().RunAsync(Assert.Single(app.Started), CancellationToken.None));
        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Run_NothingComesOfItAgainAndAgain_WaitsLongerEachTime()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.ClaimAsync();
        app.Client.Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, CancellationToken _) => new OrchestrationMetadata("claim", id) { RuntimeStatus = OrchestrationRuntimeStatus.Pending });

        for (var second = 0; second < 600; second += 5)
        {
            app.Clock.Now += TimeSpan.FromSeconds(5);
            await HealAsync(app);
        }

        // After 4 times 30 and 4 times 60 s, each a look later.
        Assert.Equal([2, 3], app.Started.Select(claim => claim.Claim));
    }

    [Fact]
    public async Task Run_HostDiesAfterItClaimedAnew_TheNextRunClaimsAnewAgain()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.ClaimAsync();
        app.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<Microsoft.DurableTask.TaskName>(), It.Is<object?>(input => ((ClaimedLaunch)input!).Claim == 2), It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("dead"));

        await SettleAsync(app);
        Assert.Empty(app.Started);
        await SettleAsync(app);
        await SettleAsync(app);

        Assert.Equal(3, Assert.Single(app.Started).Claim);
    }

    [Fact]
    public async Task Run_OneCannotBeAskedFor_ClaimsTheOthersAnew()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2");
        var claims = (await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims;
        var first = claims.Select(claim => claim.InstanceId).Min(StringComparer.Ordinal)!;
        app.Client.Setup(c => c.GetInstanceAsync(first, It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("Its history is unreadable."));

        await SettleAsync(app);

        Assert.Equal(claims.Single(claim => claim.InstanceId != first).LaunchId, Assert.Single(app.Started).LaunchId);
    }

    [Fact]
    public async Task Run_ClaimOfAnotherAgent_IsLeftAlone()
    {
        using var other = await TestApp.StartAsync(agent: "other");
        await other.SubmitAsync("m1");
        await other.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        using var app = await TestApp.StartAsync(shared: other);

        await SettleAsync(app);

        Assert.Empty(app.Started);
    }

    private static Task HealAsync(TestApp app) => app.Get<Reconcile>().RunAsync(CancellationToken.None);

    private static Task SettleAsync(TestApp app)
    {
        app.Clock.Now += TimeSpan.FromSeconds(31);
        return HealAsync(app);
    }

    private static void Have(TestApp app, ClaimedLaunch claim, OrchestrationRuntimeStatus status) =>
        app.Client.Setup(c => c.GetInstanceAsync(claim.InstanceId, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OrchestrationMetadata("claim", claim.InstanceId) { RuntimeStatus = status });

    private static IReadOnlyList<SlotRow> Slots(TestApp app) =>
        [.. app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)).Select(SlotRow.From)];
}
