using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Health;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>What is shown as a launch's attempt is the number of those that began.</summary>
public sealed class AttemptCountTests
{
    private static readonly LaunchAction.Retry Again = new(new LaunchOutcome(LaunchState.Failed, Error: null), CountsAsLoss: false);

    [Fact]
    public async Task Find_EveryStepOfTwoAttempts_CountsThoseThatBegan()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        var shown = new List<int> { await ShownAsync(app, id) };

        var first = await app.ClaimAsync();
        shown.Add(await ShownAsync(app, id));
        await app.Create<StartAttempt>().RunAsync(first, CancellationToken.None);
        shown.Add(await ShownAsync(app, id));
        await RetryAsync(app, id, first);
        shown.Add(await ShownAsync(app, id));
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        var second = await app.ClaimAsync();
        shown.Add(await ShownAsync(app, id));
        await app.Create<StartAttempt>().RunAsync(second, CancellationToken.None);
        shown.Add(await ShownAsync(app, id));

        Assert.Equal([0, 0, 1, 1, 1, 2], shown);
    }

    [Fact]
    public async Task Find_Rejected_CountsNone()
    {
        using var app = await TestApp.StartAsync();

        Assert.Equal(0, await ShownAsync(app, (await app.SubmitAsync("m1", "{}")).Id));
    }

    [Fact]
    public async Task Find_CancelledInBackOff_LeavesTheAttemptOutThatNeverBegan()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        var claim = await app.ClaimAsync();
        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        await RetryAsync(app, id, claim);

        await app.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None);

        Assert.Equal((LaunchState.Cancelled, 1), ((await app.ReadAsync(id)).State, await ShownAsync(app, id)));
    }

    [Theory]
    [InlineData(false, LaunchState.Pending)]
    [InlineData(true, LaunchState.Cancelled)]
    public async Task Find_TakenAwayBeforeItWasSubmitted_HasHadNoAttempt(bool isStopped, LaunchState state)
    {
        using var agents = await TwoAgents.ClaimedAsync();
        if (isStopped)
            await agents.New.Get<StopRequests>().StopAsync(agents.Id, force: false, CancellationToken.None);

        await agents.TakeOverAsync();

        Assert.Equal((state, 0), (agents.Launch.State, await ShownAsync(agents.New, agents.Id)));
    }

    [Fact]
    public async Task Find_Adopted_GoesOnWithItsAttempt()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();

        await agents.TakeOverAsync();

        Assert.Equal((LaunchState.Claimed, 1), (agents.Launch.State, await ShownAsync(agents.New, agents.Id)));
    }

    // Its attempt is on record, with the reason.
    [Fact]
    public async Task Find_AttemptThatCouldNotBeStarted_Counts()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        var claim = await app.ClaimAsync();
        var launch = await app.ReadAsync(id);
        await app.Get<LaunchTransitions>().TryCompleteAsync(
            launch, claim, new AttemptObservation(AttemptPhase.Unknown), new LaunchOutcome(LaunchState.Crashed, Error: null), StoredResult.None, CancellationToken.None);

        var detail = (await app.Get<LaunchQueries>().FindAsync(id, CancellationToken.None))!;

        Assert.Equal((1, 1), (detail.Attempt, detail.Attempts.Count));
    }

    private static async Task<int> ShownAsync(TestApp app, LaunchId id) =>
        (await app.Get<LaunchQueries>().FindAsync(id, CancellationToken.None))!.Attempt;

    private static async Task RetryAsync(TestApp app, LaunchId id, ClaimedLaunch claim) => Assert.True(await app.Get<LaunchTransitions>().TryRetryAsync(
        await app.ReadAsync(id), claim, new AttemptObservation(AttemptPhase.Exited, ExitCode: 1), Again, app.Clock.Now, CancellationToken.None));
}
