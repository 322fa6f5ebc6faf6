using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class AdvanceLaunchTests
{
    [Fact]
    public async Task Run_AttemptEnded_ForgetsTheAttemptOnlyAfterItsEndIsRecorded()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));
        var slotsWhenForgotten = -1;
        app.Executor.Setup(e => e.ForgetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback(() => slotsWhenForgotten = app.Count(RowKeys.Slots));

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim));

        Assert.Equal(0, slotsWhenForgotten);
        Assert.Equal(0, app.Count(RowKeys.OutboxRows));
        Assert.Equal(LaunchState.Finished, (await app.ReadAsync(LaunchId.Parse(claim.LaunchId))).State);
    }

    // An error may quote a command, and a command may be longer than a property.
    [Fact]
    public async Task Run_ErrorLongerThanAProperty_IsRecordedByItsBeginning()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 127, Error: $"'{new string('x', 40_000)}' was not found."));

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim));

        Assert.StartsWith("'xxx", (await app.ReadAsync(LaunchId.Parse(claim.LaunchId))).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HostDiedAfterTheEndWasRecorded_DoesTheRestAgain()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { [AgentOptions.MaxJobsSetting] = "1" });
        var claim = await StartedAsync(app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));
        app.Executor.Setup(e => e.ForgetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("dead"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(app, claim));
        Assert.Equal((1, 1), (app.Count(RowKeys.OutboxRows), app.LimitRows));
        app.Executor.Setup(e => e.ForgetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim));

        Assert.Equal((0, 0), (app.Count(RowKeys.OutboxRows), app.LimitRows));
    }

    [Fact]
    public async Task Run_AttemptFailedWithARetryLeft_EndsTheClaimAndWakeupsForTheDueTime()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(
            app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 1), """{"command":["false"],"retry":{"max_retries":1}}""");

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim));

        Assert.Equal((0, 1), (app.Count(RowKeys.Slots), app.Count(RowKeys.FutureRows)));
        Assert.Contains(app.SentWakeups, wakeup => wakeup is { Kind: WakeupKind.Dispatch, Queue: "default" });
        Assert.Equal(LaunchState.AwaitingRetry, (await app.ReadAsync(LaunchId.Parse(claim.LaunchId))).State);
    }

    [Fact]
    public async Task Run_RetryOfAClaimThatWasTakenAway_EndsInsteadOfWaitingForASignalThatNobodySends()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(
            app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 1), """{"command":["false"],"retry":{"max_retries":1}}""");
        var id = LaunchId.Parse(claim.LaunchId);
        await app.Launches.CommitAsync(
            [new(TableTransactionActionType.Delete, new TableEntity(id.Partition, RowKeys.Slot(id, claim.Claim)), ETag.All)], CancellationToken.None);

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim));
    }

    [Fact]
    public async Task Run_StopWanted_RecordsItBeforeTheAttemptIsTold()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(app, new AttemptObservation(AttemptPhase.Running));
        var id = LaunchId.Parse(claim.LaunchId);
        await app.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None);
        LaunchState? stateWhenTold = null;
        app.Executor.Setup(e => e.StopAsync(id.AttemptKey(1), false, It.IsAny<CancellationToken>()))
            .Callback(() => stateWhenTold = app.ReadAsync(id).GetAwaiter().GetResult().State);

        Assert.Equal(ClaimStep.Watch, await RunAsync(app, claim));

        Assert.Equal(LaunchState.Stopping, stateWhenTold);
    }

    [Fact]
    public async Task Run_HostDiedBetweenRecordingTheStopAndTellingTheAttempt_TellsItNow()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(app, new AttemptObservation(AttemptPhase.Running));
        var launch = await app.ReadAsync(LaunchId.Parse(claim.LaunchId));
        await app.Get<LaunchTransitions>().TryMarkStoppingAsync(launch, claim, StopCause.Requested, new LaunchTimeouts(), CancellationToken.None);

        await RunAsync(app, claim);

        app.Executor.Verify(e => e.StopAsync(launch.AttemptKey, false, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Run_ClaimThatIsNotTheLast_EndsWithoutATrace()
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim with { Claim = 7 }));

        Assert.Equal(1, app.Count(RowKeys.Slots));
    }

    // Whoever looks for a result that is not there must not have to read the agent's log.
    [Theory]
    [InlineData("""{"value": NaN}""", "result_not_json", "not JSON")]
    [InlineData("", "result_not_json", "empty")]
    [InlineData(null, "result_too_large", "larger than 1 MiB")]
    public async Task Run_ResultThatCannotBeKept_EndsAllTheSameAndWarnsTheLaunch(string? text, string code, string says)
    {
        using var app = await TestApp.StartAsync();
        var claim = await StartedAsync(
            app, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0), """{"command":["true"],"env":{"A_TOKEN":"x"}}""");
        var read = app.Executor.Setup(e => e.ReadResultAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()));
        if (text is null)
            read.ThrowsAsync(new ExecutorException(code, "The result file is larger than 1 MiB.", retryable: false));
        else
            read.ReturnsAsync(text);

        Assert.Equal(ClaimStep.End, await RunAsync(app, claim));

        var launch = await app.ReadAsync(LaunchId.Parse(claim.LaunchId));
        Assert.Equal(LaunchState.Finished, launch.State);
        Assert.Equal(["looks_like_secret", code], launch.Warnings.Select(warning => warning.Code));
        Assert.Contains(says, launch.Warnings[^1].Message, StringComparison.Ordinal);
    }

    private static Task<ClaimStep> RunAsync(TestApp app, ClaimedLaunch claim) =>
        app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);

    private static async Task<ClaimedLaunch> StartedAsync(TestApp app, AttemptObservation seen, string body = """{"command":["true"]}""")
    {
        var accepted = await app.SubmitAsync("m1", body);
        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
        app.Observe(accepted.Id.AttemptKey(1), seen);
        app.HaveNoOutput();
        Assert.Equal(ClaimStep.Watch, await app.Create<StartAttempt>().RunAsync(app.Started.Single(), CancellationToken.None));
        return app.Started.Single();
    }
}
