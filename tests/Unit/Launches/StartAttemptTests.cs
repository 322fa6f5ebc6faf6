using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class StartAttemptTests
{
    [Fact]
    public async Task Run_Claimed_RecordsWhereItIsPlacedBeforeItIsSubmitted()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        (string?, string?) placed = default;
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()))
            .Callback(() => placed = (Launch(app).PlacedOn, Slot(app).PlacedOn))
            .Returns(Task.CompletedTask);

        Assert.Equal(ClaimStep.Watch, await RunAsync(app, claim));

        Assert.Equal(("machine-1", "machine-1"), placed);
    }

    [Fact]
    public async Task Run_AgentMovedToAnotherMachineSinceTheAttemptWasPlaced_DoesNotSubmitItThereAsWell()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        await RunAsync(app, claim);
        app.Executor.Invocations.Clear();
        app.ExecutorInstance = "machine-2";

        Assert.Equal(ClaimStep.Watch, await RunAsync(app, claim));
        app.Observe(Launch(app).AttemptKey, new AttemptObservation(AttemptPhase.Unknown));
        app.Clock.Now += TimeSpan.FromDays(1);
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        Assert.Equal(ClaimStep.Watch, await app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None));

        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
        Assert.Equal(LaunchState.Starting, Launch(app).State);
    }

    // Two agents of one name, or one activity that is delivered twice: each has read that nothing was placed yet.
    [Fact]
    public async Task Run_PlacedElsewhereBetweenReadAndWrite_IsNotSubmittedHereAsWell()
    {
        using var app = await TestApp.StartAsync();
        using var twin = await TestApp.StartAsync(shared: app);
        twin.ExecutorInstance = "machine-2";
        var claim = await ClaimedAsync(app);
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            Assert.Equal(ClaimStep.Watch, RunAsync(twin, claim).GetAwaiter().GetResult());
        };

        Assert.Equal(ClaimStep.Watch, await RunAsync(app, claim));

        twin.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Once);
        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
        Assert.Equal("machine-2", Launch(app).PlacedOn);
    }

    [Fact]
    public async Task Run_StopAskedForBetweenReadAndWrite_SubmitsNothing()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            app.Get<StopRequests>().StopAsync(Launch(app).Id, force: false, CancellationToken.None).GetAwaiter().GetResult();
        };

        Assert.Equal(ClaimStep.Watch, await RunAsync(app, claim));

        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
        Assert.Equal((LaunchState.Starting, DesiredState.Stop), (Launch(app).State, Launch(app).DesiredState));
    }

    [Fact]
    public async Task Run_StopAskedForSinceTheClaim_SubmitsNothingAndEndsCancelled()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        await app.Get<StopRequests>().StopAsync(Launch(app).Id, force: false, CancellationToken.None);

        Assert.Equal(ClaimStep.Watch, await RunAsync(app, claim));
        app.Observe(Launch(app).AttemptKey, new AttemptObservation(AttemptPhase.Unknown));
        Assert.Equal(ClaimStep.Watch, await DecideAsync(app, claim));
        Assert.Equal(ClaimStep.End, await DecideAsync(app, claim));

        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
        app.Executor.Verify(e => e.StopAsync(Launch(app).AttemptKey, false, It.IsAny<CancellationToken>()), Times.Once);
        Assert.Equal((LaunchState.Cancelled, 0), (Launch(app).State, app.Count(RowKeys.Slots)));
    }

    [Theory]
    [InlineData("true", true, true)]
    [InlineData("true", false, false)]
    [InlineData("false", true, false)]
    public async Task Run_OutputWantedByAgentAndLaunch_IsKeptOnlyThen(string agent, bool launch, bool kept)
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_CAPTURE_LOGS"] = agent });
        var claim = await ClaimedAsync(app, $$"""{"command":["true"],"capture_logs":{{(launch ? "true" : "false")}}}""");

        await RunAsync(app, claim);

        app.Executor.Verify(e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.CaptureOutput == kept), It.IsAny<CancellationToken>()), Times.Once);
    }

    private static LaunchRow Launch(TestApp app) => LaunchRow.From(Single(app, RowKeys.Launches));

    private static SlotRow Slot(TestApp app) => SlotRow.From(Single(app, RowKeys.Slots));

    private static TableEntity Single(TestApp app, string kind) =>
        Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(kind, StringComparison.Ordinal));

    private static Task<ClaimStep> RunAsync(TestApp app, ClaimedLaunch claim) => app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);

    private static Task<ClaimStep> DecideAsync(TestApp app, ClaimedLaunch claim)
    {
        app.HaveNoOutput();
        return app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);
    }

    private static async Task<ClaimedLaunch> ClaimedAsync(TestApp app, string body = """{"command":["true"]}""")
    {
        await app.SubmitAsync("m1", body);
        return await app.ClaimAsync();
    }
}
