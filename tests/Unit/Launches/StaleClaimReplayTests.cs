using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>
/// A claim was taken away while its host slept; then the host wakes up in the middle of its orchestration. Whatever became of the launch
/// since, nothing is written, nothing is submitted or stopped, and the orchestration ends.
/// </summary>
public sealed class StaleClaimReplayTests
{
    private static readonly LaunchState[] AsleepIn = [LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.Stopping];

    private static readonly LaunchState[] FoundIn =
    [
        LaunchState.Pending, LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.Stopping,
        LaunchState.AwaitingRetry, LaunchState.Finished, LaunchState.Failed, LaunchState.Crashed, LaunchState.Cancelled,
    ];

    public static TheoryData<LaunchState, LaunchState> EveryState
    {
        get
        {
            var all = new TheoryData<LaunchState, LaunchState>();
            foreach (var asleep in AsleepIn)
            {
                // A stop is not undone by a take-over: it ends cancelled.
                foreach (var found in FoundIn.Where(found => asleep != LaunchState.Stopping
                    || found is LaunchState.Pending or LaunchState.Claimed or LaunchState.Starting or LaunchState.Stopping or LaunchState.Cancelled))
                {
                    all.Add(asleep, found);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(EveryState))]
    public async Task Wake_ClaimTakenAway_EndsWithoutWritingAnything(LaunchState asleep, LaunchState found)
    {
        using var app = await TestApp.StartAsync();
        app.HaveNoOutput();
        var id = (await app.SubmitAsync("m1", """{"command":["true"],"retry":{"max_retries":1}}""")).Id;
        await DispatchAsync(app);
        var old = app.Started.Single();
        await BringToAsync(app, id, old, asleep);
        await TakeAwayAsync(app, id, old.Claim);
        if (found != LaunchState.Pending)
        {
            await DispatchAsync(app);
            await BringToAsync(app, id, app.Started[1], found);
        }

        Assert.Equal(found, (await app.ReadAsync(id)).State);
        app.Executor.Invocations.Clear();
        var (commits, before) = (app.Launches.Commits, ReplayStory.Recorded(app));

        var start = await app.Create<StartAttempt>().RunAsync(old, CancellationToken.None);
        var decide = await app.Create<AdvanceLaunch>().RunAsync(old, CancellationToken.None);

        Assert.Equal((ClaimStep.End, ClaimStep.End), (start, decide));
        Assert.Equal(commits, app.Launches.Commits);
        Assert.Equal(before, ReplayStory.Recorded(app));
        AssertUntouched(app);
    }

    // Its record is gone altogether, as after the days that finished launches are kept.
    [Fact]
    public async Task Wake_LaunchIsGone_EndsWithoutWritingAnything()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await DispatchAsync(app);
        await app.Launches.CommitAsync(
            [Delete(id, RowKeys.Launch(id)), Delete(id, RowKeys.Slot(id, claim: 1))], CancellationToken.None);
        var commits = app.Launches.Commits;

        Assert.Equal(ClaimStep.End, await app.Create<StartAttempt>().RunAsync(app.Started[0], CancellationToken.None));
        Assert.Equal(ClaimStep.End, await app.Create<AdvanceLaunch>().RunAsync(app.Started[0], CancellationToken.None));

        Assert.Equal(commits, app.Launches.Commits);
    }

    // The claim is taken away after the activity read the launch: only the fence can tell.
    [Theory]
    [InlineData(LaunchState.Claimed)]
    [InlineData(LaunchState.Starting)]
    public async Task Start_ClaimTakenAwayWhileItStarts_SubmitsNothing(LaunchState asleep)
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await DispatchAsync(app);
        await BringToAsync(app, id, app.Started[0], asleep);
        app.Executor.Invocations.Clear();
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            TakeAwayAsync(app, id, claim: 1).GetAwaiter().GetResult();
        };

        Assert.Equal(ClaimStep.End, await app.Create<StartAttempt>().RunAsync(app.Started[0], CancellationToken.None));

        Assert.Equal(LaunchState.Pending, (await app.ReadAsync(id)).State);
        AssertUntouched(app);
    }

    // Its properties may be asked for, its attempts not.
    private static void AssertUntouched(TestApp app) =>
        Assert.DoesNotContain(app.Executor.Invocations, call => call.Method.Name.EndsWith("Async", StringComparison.Ordinal));

    private static Task DispatchAsync(TestApp app) =>
        app.Get<Dispatcher>().DispatchAsync(QueueNames.Default, CancellationToken.None);

    private static async Task BringToAsync(TestApp app, LaunchId id, ClaimedLaunch claim, LaunchState state)
    {
        if (state == LaunchState.Claimed)
            return;

        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        if (state == LaunchState.Starting)
            return;

        app.Observe(id.AttemptKey(1), new AttemptObservation(AttemptPhase.Running, "17", app.Clock.Now));
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        if (state == LaunchState.Running)
            return;

        if (state is LaunchState.Stopping or LaunchState.Cancelled)
        {
            await app.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None);
            await DecideAsync(app, claim);
            if (state == LaunchState.Stopping)
                return;
        }

        var (retries, exit) = state switch
        {
            LaunchState.Finished => (0, 0),
            LaunchState.AwaitingRetry => (0, 1),
            _ => (1, 1),
        };
        await app.Launches.CommitAsync(
            [
                new(
                    TableTransactionActionType.UpdateMerge,
                    new TableEntity(id.Partition, RowKeys.Launch(id)) { ["failures"] = retries, ["losses"] = LaunchStateMachine.LossBudget },
                    ETag.All),
            ],
            CancellationToken.None);
        app.Observe(id.AttemptKey(1), state == LaunchState.Crashed
            ? new AttemptObservation(AttemptPhase.Lost)
            : new AttemptObservation(AttemptPhase.Exited, "17", app.Clock.Now, app.Clock.Now, exit));
        await DecideAsync(app, claim);
    }

    private static Task DecideAsync(TestApp app, ClaimedLaunch claim) =>
        app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);

    // As another agent does with the claims of one that is silent: the slot is deleted and the same attempt waits again.
    private static async Task TakeAwayAsync(TestApp app, LaunchId id, int claim)
    {
        var launch = await app.ReadAsync(id);
        var due = new DueRow(id, LabelSetRow.Of(launch.Labels), launch.Rank, launch.DueAt, launch.Executor!, claim, launch.Attempt);
        var taken = await app.Launches.CommitAsync(
            [
                Delete(id, RowKeys.Slot(id, claim)),
                new(
                    TableTransactionActionType.UpdateMerge,
                    new TableEntity(id.Partition, RowKeys.Launch(id)) { ["state"] = WireName.Of(LaunchState.Pending), ["index_key"] = due.Key },
                    launch.ETag),
                new(TableTransactionActionType.Add, due.ToEntity(due.Key)),
            ],
            CancellationToken.None);
        Assert.True(taken.IsCommitted);
    }

    private static TableTransactionAction Delete(LaunchId id, string key) =>
        new(TableTransactionActionType.Delete, new TableEntity(id.Partition, key), ETag.All);
}
