using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>Launches that can never start end with a reason, in the place of the claim that is tried again for ever.</summary>
public sealed class PoisonLaunchTests
{
    [Fact]
    public async Task Run_RefusedForGoodBeforeItStarted_EndsCrashedWithTheExecutorsCode()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        Refuse(app, new ExecutorException("invalid_request", "working_dir must be an absolute path.", retryable: false));
        Observe(app, AttemptPhase.Unknown);

        await RunToTheEndAsync(app, claim);

        var launch = await LaunchAsync(app);
        Assert.Equal((LaunchState.Crashed, "invalid_request", "working_dir must be an absolute path."), (launch.State, launch.Error?.Code, launch.Error?.Message));
        Assert.Equal((0, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.OutboxRows)));
        app.Executor.Verify(e => e.ForgetAsync(launch.AttemptKey, It.IsAny<CancellationToken>()), Times.Once);
    }

    // An earlier run of the activity had started it; the settings that refuse it now came later.
    [Fact]
    public async Task Run_RefusedForGoodButItRuns_GoesOn()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        await StartAsync(app, claim);
        Refuse(app, new ExecutorException("invalid_request", "No.", retryable: false));
        Observe(app, AttemptPhase.Running);

        Assert.Equal(ClaimStep.Watch, await StartAsync(app, claim));

        Assert.Equal(LaunchState.Starting, (await LaunchAsync(app)).State);
    }

    [Fact]
    public async Task Run_ExecutorUnusableForEveryLaunch_BlamesNone()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        var broken = new ExecutorException("folder_unusable", "No.", retryable: false);
        Refuse(app, broken);
        app.Executor.Setup(e => e.ObserveAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>())).ThrowsAsync(broken);

        await Assert.ThrowsAsync<ExecutorException>(() => StartAsync(app, claim));

        Assert.Equal((LaunchState.Starting, 1), ((await LaunchAsync(app)).State, app.Count(RowKeys.Slots)));
    }

    [Theory]
    [InlineData("blob:gone/resolved.json")]
    [InlineData("""{"of":"an older version"}""")]
    [InlineData("nonsense")]
    public async Task Run_SpecUnreadable_EndsCrashed(string resolved)
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        await ChangeAsync(app, "resolved", resolved);

        await RunToTheEndAsync(app, claim);

        var launch = await LaunchAsync(app);
        Assert.Equal((LaunchState.Crashed, "spec_unreadable", 0), (launch.State, launch.Error?.Code, app.Count(RowKeys.Slots)));
    }

    [Fact]
    public async Task Run_ExecutorGoneSinceTheLaunchWasAccepted_EndsCrashed()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        var launch = await LaunchAsync(app);
        await ChangeAsync(app, "resolved", launch.Resolved.Replace("\"process\"", "\"gone\"", StringComparison.Ordinal));
        await ChangeAsync(app, "executor", "gone");

        await RunToTheEndAsync(app, claim);

        launch = await LaunchAsync(app);
        Assert.Equal((LaunchState.Crashed, "unknown_executor", 0), (launch.State, launch.Error?.Code, app.Count(RowKeys.Slots)));
    }

    [Fact]
    public async Task Decide_SpecUnreadableSinceItRuns_CanBeStopped()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app);
        await StartAsync(app, claim);
        await ChangeAsync(app, "resolved", "blob:gone/resolved.json");
        Observe(app, AttemptPhase.Running);
        await app.Get<StopRequests>().StopAsync((await LaunchAsync(app)).Id, force: false, CancellationToken.None);

        Assert.Equal(ClaimStep.Watch, await DecideAsync(app, claim));

        Assert.Equal(LaunchState.Stopping, (await LaunchAsync(app)).State);
    }

    // Until then the activity is tried again: an executor that is back in time starts it.
    [Fact]
    public async Task Run_NotSubmittedWhenItHadToStart_IsLeftToTheDeadline()
    {
        using var app = await TestApp.StartAsync();
        var claim = await ClaimedAsync(app, """{"command":["true"],"timeouts":{"start_seconds":60}}""");
        Refuse(app, new ExecutorException("shim_failed", "Too many open files.", retryable: true));
        await Assert.ThrowsAsync<ExecutorException>(() => StartAsync(app, claim));
        app.Clock.Now += TimeSpan.FromSeconds(61);

        Assert.Equal(ClaimStep.Watch, await StartAsync(app, claim));
        Observe(app, AttemptPhase.Unknown);
        Assert.Equal(ClaimStep.Watch, await DecideAsync(app, claim));
        Assert.Equal(ClaimStep.End, await DecideAsync(app, claim));

        var launch = await LaunchAsync(app);
        Assert.Equal((LaunchState.Crashed, "start_timeout"), (launch.State, launch.Error?.Code));
    }

    private static void Refuse(TestApp app, ExecutorException refusal) =>
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>())).ThrowsAsync(refusal);

    private static void Observe(TestApp app, AttemptPhase phase) => app.Observe(
        LaunchRow.From(app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal))).AttemptKey,
        new AttemptObservation(phase));

    private static async Task<LaunchRow> LaunchAsync(TestApp app) =>
        await app.ReadAsync(LaunchRow.From(app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal))).Id);

    private static async Task ChangeAsync(TestApp app, string property, string value)
    {
        var id = (await LaunchAsync(app)).Id;
        await app.Launches.CommitAsync(
            [new(TableTransactionActionType.UpsertMerge, new TableEntity(id.Partition, RowKeys.Launch(id)) { [property] = value })], CancellationToken.None);
    }

    // As the orchestration does.
    private static async Task RunToTheEndAsync(TestApp app, ClaimedLaunch claim)
    {
        var step = await StartAsync(app, claim);
        Assert.NotEqual(ClaimStep.Watch, step);
        if (step != ClaimStep.End)
            Assert.Equal(ClaimStep.End, await DecideAsync(app, claim));
    }

    private static Task<ClaimStep> StartAsync(TestApp app, ClaimedLaunch claim) => app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);

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
