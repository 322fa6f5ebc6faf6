using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.WhyWaiting;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Reasons;

public sealed class ReasonTests
{
    private static readonly DateTimeOffset Now = TestApp.Noon;

    private static readonly AgentSnapshot Good = new("good", [], IsStopped: false, IsSilent: false, IsFull: false);

    private static readonly QueueHeader Header = new("default", new QueueConfig { Executor = "process" }, 1, Paused: false, default);

    [Theory]
    [InlineData(LaunchState.Pending, DesiredState.Run, ReasonCodes.NotDue)]
    [InlineData(LaunchState.AwaitingRetry, DesiredState.Run, ReasonCodes.RetryBackoff)]
    public void OfLaunch_NotDue_EndsWhenItIsDue(LaunchState state, DesiredState desired, string code)
    {
        var reason = ReasonRule.OfLaunch(Waiting() with { State = state, DesiredState = desired, DueAt = Now.AddMinutes(1) }, Now)!;

        Assert.Equal((code, Now.AddMinutes(1)), (reason.Code, reason.Until));
    }

    [Theory]
    [InlineData(LaunchState.Claimed, DesiredState.Run, ReasonCodes.Claiming)]
    [InlineData(LaunchState.Starting, DesiredState.Run, ReasonCodes.Starting)]
    [InlineData(LaunchState.Running, DesiredState.Run, ReasonCodes.Running)]
    [InlineData(LaunchState.Stopping, DesiredState.Run, ReasonCodes.Stopping)]
    [InlineData(LaunchState.Claimed, DesiredState.Stop, ReasonCodes.Stopping)]
    [InlineData(LaunchState.Running, DesiredState.Stop, ReasonCodes.Stopping)]
    public void OfLaunch_Claimed_SaysWhatIsDoneAboutIt(LaunchState state, DesiredState desired, string code) =>
        Assert.Equal(code, ReasonRule.OfLaunch(Waiting() with { IndexKey = null, State = state, DesiredState = desired }, Now)!.Code);

    [Fact]
    public void OfLaunch_Ended_HasNone()
    {
        foreach (var state in Enum.GetValues<LaunchState>().Where(state => state.IsFinal()))
            Assert.Null(ReasonRule.OfLaunch(Waiting() with { IndexKey = null, State = state }, Now));
    }

    [Fact]
    public void OfQueue_SomeAgentsStoppedAndTheOthersSilent_NamesTheSilentOnes()
    {
        var reason = ReasonRule.OfQueue(Waiting(), Situation(Header, Good with { IsSilent = true }, Good with { Name = "other", IsStopped = true }), position: 1);

        Assert.Equal((ReasonCodes.AgentOffline, "good"), (reason.Code, Assert.Single(reason.BlockedBy)));
    }

    [Fact]
    public void OfQueue_OneOfTheAgentsHasRoom_IsNotBlockedByTheOther() =>
        Assert.Equal(ReasonCodes.NextInLine, ReasonRule.OfQueue(Waiting(), Situation(Header, Good with { IsFull = true }, Good), position: 1).Code);

    [Fact]
    public void OfQueue_QueueGoneOrGoing_SaysThatItIsCancelled()
    {
        var gone = ReasonRule.OfQueue(Waiting(), Situation(null, Good), position: 1);
        var going = ReasonRule.OfQueue(Waiting(), Situation(Header with { Paused = true, IsRemoved = true }, Good), position: 1);

        Assert.Equal([ReasonCodes.QueuePaused, ReasonCodes.QueuePaused], [gone.Code, going.Code]);
        Assert.All([gone.Message, going.Message], message => Assert.Contains("cancelled", message, StringComparison.Ordinal));
    }

    // Only an end that changes something is one.
    [Theory]
    [InlineData(0, 5, true)]
    [InlineData(0, QueueConfig.Unlimited, true)]
    [InlineData(0, 0, false)]
    public void OfQueue_LimitOfAnOverride_EndsWithItWhenThereIsRoomThen(int limit, int configured, bool ends)
    {
        var header = Header with
        {
            Config = Header.Config with { MaxConcurrency = configured },
            LimitOverride = new LimitOverride(limit, Now.AddMinutes(5)),
        };

        var reason = ReasonRule.OfQueue(Waiting(), Situation(header, Good), position: 1);

        Assert.Equal((ReasonCodes.LimitReached, ends ? Now.AddMinutes(5) : null), (reason.Code, reason.Until));
    }

    [Fact]
    public async Task Get_LaunchesThatWait_HaveTheirPlaceAndWhatIsBeforeThem()
    {
        using var app = await StartAsync(maxConcurrency: 1);
        var running = await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        var first = await app.SubmitAsync("m2");
        app.Clock.Now += TimeSpan.FromSeconds(1);
        var third = await app.SubmitAsync("m3");
        var urgent = await app.SubmitAsync("m4", """{"command":["true"],"priority":"high"}""");

        Assert.Equal([2, 3, 1], [(await ReasonAsync(app, first.Id)).Position, (await ReasonAsync(app, third.Id)).Position, (await ReasonAsync(app, urgent.Id)).Position]);
        var reason = await ReasonAsync(app, first.Id);
        Assert.Equal(ReasonCodes.LimitReached, reason.Code);
        Assert.Equal([running.Id.ToString()], reason.BlockedBy);
    }

    [Fact]
    public async Task Get_AgentSilentOrFull_IsNamed()
    {
        using var app = await StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_MAX_JOBS"] = "1" });
        await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        var waiting = await app.SubmitAsync("m2");
        Assert.Equal(ReasonCodes.AgentLimitReached, (await ReasonAsync(app, waiting.Id)).Code);

        app.Clock.Now += TimeSpan.FromMinutes(5);
        var reason = await ReasonAsync(app, waiting.Id);

        Assert.Equal((ReasonCodes.AgentOffline, "local"), (reason.Code, Assert.Single(reason.BlockedBy)));
    }

    [Theory]
    [InlineData(false, "puts it back to wait")]
    [InlineData(true, "A stop by force")]
    public async Task Get_ClaimedByAnAgentThatIsSilent_SaysWhoAndWhatBecomesOfIt(bool placed, string says)
    {
        using var app = await StartAsync();
        var launch = await app.SubmitAsync("m1");
        var claim = await app.ClaimAsync();
        if (placed)
            Assert.True(await app.Get<LaunchTransitions>().TryMarkStartingAsync(await app.ReadAsync(launch.Id), claim, "here", new LaunchTimeouts(), CancellationToken.None));
        Assert.Empty((await ReasonAsync(app, launch.Id)).BlockedBy);

        app.Clock.Now += TimeSpan.FromMinutes(5);
        var reason = await ReasonAsync(app, launch.Id);

        Assert.Equal((placed ? ReasonCodes.Starting : ReasonCodes.Claiming, "local"), (reason.Code, Assert.Single(reason.BlockedBy)));
        Assert.Contains(says, reason.Message, StringComparison.Ordinal);
    }

    // Each line is of its own: neither ten thousand that only others take, nor what is behind, is read for it.
    [Fact]
    public async Task Get_DeepQueue_CountsOnlyWhatIsBeforeItInItsLine()
    {
        using var app = await StartAsync();
        for (var i = 0; i < 3; i++)
            await app.SubmitAsync($"before{i}");
        app.Clock.Now += TimeSpan.FromSeconds(1);
        var fourth = await app.SubmitAsync("m4");
        await app.FillAsync(10_000, ["gpu"], TestApp.Noon);
        await app.FillAsync(10_000, [], app.Clock.Now.AddSeconds(1));
        app.Clock.Now += TimeSpan.FromHours(10);
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        var (calls, rows) = (0, 0);
        app.Launches.Before = _ => calls++;
        app.Launches.Queried = (_, _, found) => rows += found;

        var reason = await ReasonAsync(app, fourth.Id);

        Assert.Equal((ReasonCodes.NextInLine, 4), (reason.Code, reason.Position));
        Assert.InRange(calls, 1, 8);
        Assert.InRange(rows, 1, 10);
        Assert.Null((await ReasonAsync(app, (await app.SubmitAsync("last")).Id)).Position);
    }

    [Fact]
    public async Task List_LaunchesThatWait_HaveTheirReasonForOneReadOfTheirQueue()
    {
        using var app = await StartAsync();
        await app.SubmitAsync("m1", """{"command":["true"],"labels":["gpu"]}""");
        var few = await ListAsync(app);
        for (var i = 2; i < 20; i++)
            await app.SubmitAsync($"m{i}", """{"command":["true"],"labels":["gpu"]}""");
        var many = await ListAsync(app);

        Assert.Equal((19, ReasonCodes.NoMatchingAgent), (many.Launches.Count, many.Launches.Select(launch => launch.Reason!.Code).Distinct().Single()));
        Assert.Equal(few.Calls, many.Calls);
    }

    [Fact]
    public async Task Late_WaitsOrWaitedOverFifteenSeconds_IsSo()
    {
        using var app = await StartAsync();
        var launch = await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromSeconds(15);
        Assert.False(Lateness.IsLate(await app.ReadAsync(launch.Id), app.Clock.Now));

        app.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(Lateness.IsLate(await app.ReadAsync(launch.Id), app.Clock.Now));

        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        app.Clock.Now += TimeSpan.FromHours(1);
        Assert.True(Lateness.IsLate(await app.ReadAsync(launch.Id), app.Clock.Now));
        Assert.False(Lateness.IsLate((await app.ReadAsync(launch.Id)) with { ClaimedAt = TestApp.Noon.AddSeconds(15) }, app.Clock.Now));
    }

    private static AdmissionSnapshot Situation(QueueHeader? header, params AgentSnapshot[] agents) =>
        new(header, [], agents, new Dictionary<string, IReadOnlyList<string>>(), Now);

    private static LaunchRow Waiting() => new()
    {
        Id = LaunchId.Create("default", Now, "m1"),
        Queue = "default",
        Executor = "process",
        CreatedAt = Now,
        DueAt = Now,
        IndexKey = "d",
        Submitted = "{}",
    };

    private static async Task<TestApp> StartAsync(int? maxConcurrency = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var app = await TestApp.StartAsync(maxConcurrency, settings: settings);
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        return app;
    }

    private static async Task<Reason> ReasonAsync(TestApp app, LaunchId id) => (await app.Get<LaunchQueries>().FindAsync(id, CancellationToken.None))!.Reason!;

    private static async Task<(IReadOnlyList<LaunchView> Launches, int Calls)> ListAsync(TestApp app)
    {
        var calls = 0;
        app.Launches.Before = _ => Interlocked.Increment(ref calls);
        var page = await app.Get<LaunchQueries>().ListAsync(new ListRequest(new LaunchFilter()), CancellationToken.None);
        app.Launches.Before = null;
        return (page.Items, calls);
    }
}
