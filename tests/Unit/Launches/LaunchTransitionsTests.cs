using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchTransitionsTests
{
    private static readonly AttemptObservation Exited = new(AttemptPhase.Exited, "17", TestApp.Noon, TestApp.Noon, ExitCode: 0);
    private static readonly LaunchOutcome Finished = new(LaunchState.Finished, null);

    private static readonly LaunchAction.Retry Again = new(
        new LaunchOutcome(LaunchState.Failed, new LaunchError("exit_code", ErrorStage.Run, "It ended with exit code 1.", Retryable: true)), CountsAsLoss: false);

    [Fact]
    public async Task Retry_ClaimHeld_WaitsInTheFutureIndexWithoutASlotAndIsReleasedWhenDue()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);

        Assert.True(await RetryAsync(app, launch, claim));
        Assert.Equal((0, 1, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.FutureRows), app.Count(RowKeys.DueRows)));
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        Assert.Equal(1, app.Count(RowKeys.FutureRows));

        app.Clock.Now += TimeSpan.FromSeconds(10);
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        var next = await app.ClaimAsync();

        Assert.Equal(2, next.Claim);
        var again = await app.ReadAsync(launch.Id);
        Assert.Equal((2, 1, launch.Id.AttemptKey(2)), (again.Attempt, again.Failures, again.AttemptKey));
    }

    [Fact]
    public async Task MarkRunning_StopRecordedSinceTheSlotWasRead_KeepsTheStop()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        var slot = SlotRow.From(Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        var writer = app.Get<LaunchTransitions>();
        await writer.TryMarkStoppingAsync(launch, claim, StopCause.Requested, new LaunchTimeouts(), CancellationToken.None);

        await writer.MarkRunningAsync(slot, new AttemptObservation(AttemptPhase.Running, StartedAt: TestApp.Noon), CancellationToken.None);

        Assert.Equal(LaunchState.Stopping, (await app.ReadAsync(launch.Id)).State);
    }

    [Fact]
    public async Task Retry_StopAskedForMeanwhile_IsRefusedSoThatTheStopIsSeen()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        await app.Get<StopRequests>().StopAsync(launch.Id, force: false, CancellationToken.None);

        Assert.False(await RetryAsync(app, launch, claim));

        Assert.Equal((1, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.FutureRows)));
    }

    [Fact]
    public async Task Retry_AnswerLost_IsRecognisedAsOwnSuccess()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        app.Launches.AnswerNextCommitWith(CommitOutcome.Missing);

        Assert.True(await RetryAsync(app, launch, claim));
    }

    [Fact]
    public async Task Complete_ClaimHeld_GivesTheSlotBackAndOwesNothingMore()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);

        Assert.True(await CompleteAsync(app, launch, claim));

        Assert.Equal((0, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.OutboxRows)));
        Assert.Equal((LaunchState.Finished, 0), ((await app.ReadAsync(launch.Id)).State, (await app.ReadAsync(launch.Id)).ExitCode));
    }

    // Rule 3: the fence is the slot row. Without it nothing is written on the claim's behalf, whatever the write.
    [Fact]
    public async Task EveryWrite_ClaimTakenAway_WritesNothing()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        var slot = SlotRow.From(Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        await app.Launches.CommitAsync(
            [new(TableTransactionActionType.Delete, new TableEntity(launch.Id.Partition, RowKeys.Slot(launch.Id, claim.Claim)), ETag.All)], CancellationToken.None);
        var before = app.Launches.All.Select(row => row.ETag).ToArray();
        var writer = app.Get<LaunchTransitions>();

        Assert.False(await writer.TryMarkStartingAsync(launch, claim, "machine-1", new LaunchTimeouts(), CancellationToken.None));
        await writer.MarkRunningAsync(slot, Exited, CancellationToken.None);
        Assert.False(await writer.TryMarkStoppingAsync(launch, claim, StopCause.Requested, new LaunchTimeouts(), CancellationToken.None));
        Assert.False(await writer.TryRetryAsync(launch, claim, Exited, Again, TestApp.Noon.AddSeconds(10), CancellationToken.None));
        Assert.False(await CompleteAsync(app, launch, claim));

        Assert.Equal(before, app.Launches.All.Select(row => row.ETag));
    }

    // Rule 4: the repetition of a completion whose answer was lost finds its slot gone.
    [Fact]
    public async Task Complete_AnswerLost_IsRecognisedAsOwnSuccess()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        app.Launches.AnswerNextCommitWith(CommitOutcome.Missing);

        Assert.True(await CompleteAsync(app, launch, claim));
    }

    [Fact]
    public async Task MarkStarting_RepeatedActivity_LeavesTheRecordOfTheFirstRun()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        var writer = app.Get<LaunchTransitions>();
        await writer.TryMarkStartingAsync(launch, claim, "machine-1", new LaunchTimeouts(), CancellationToken.None);
        var rows = Recorded(app);
        app.Clock.Now += TimeSpan.FromSeconds(5);

        Assert.True(await writer.TryMarkStartingAsync(await app.ReadAsync(launch.Id), claim, "machine-1", new LaunchTimeouts(), CancellationToken.None));

        Assert.Equal(rows, Recorded(app));
    }

    [Fact]
    public async Task MarkStarting_ForceAskedForSinceTheClaim_KeepsIt()
    {
        using var app = await TestApp.StartAsync();
        var (launch, claim) = await ClaimedAsync(app);
        await app.Get<StopRequests>().StopAsync(launch.Id, force: true, CancellationToken.None);

        await app.Get<LaunchTransitions>().TryMarkStartingAsync(launch, claim, "machine-1", new LaunchTimeouts(), CancellationToken.None);

        Assert.True((await app.ReadAsync(launch.Id)).Terms.Force);
    }

    private static string[] Recorded(TestApp app) =>
        [.. app.Launches.All.Select(row => string.Join(' ', row.Where(cell => cell.Key is not ("odata.etag" or "Timestamp")).OrderBy(cell => cell.Key, StringComparer.Ordinal)))];

    private static Task<bool> RetryAsync(TestApp app, LaunchRow launch, ClaimedLaunch claim) =>
        app.Get<LaunchTransitions>().TryRetryAsync(launch, claim, Exited, Again, TestApp.Noon.AddSeconds(10), CancellationToken.None);

    private static Task<bool> CompleteAsync(TestApp app, LaunchRow launch, ClaimedLaunch claim) =>
        app.Get<LaunchTransitions>().TryCompleteAsync(launch, claim, Exited, Finished, StoredResult.None, CancellationToken.None);

    private static async Task<(LaunchRow Launch, ClaimedLaunch Claim)> ClaimedAsync(TestApp app)
    {
        var accepted = await app.SubmitAsync("m1");
        var result = await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        return (await app.ReadAsync(accepted.Id), Assert.Single(result.Claims));
    }
}
