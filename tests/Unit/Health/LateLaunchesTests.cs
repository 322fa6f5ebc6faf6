using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Limits;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class LateLaunchesTests
{
    private static readonly LaunchAction.Retry Again = new(new LaunchOutcome(LaunchState.Failed, null), CountsAsLoss: false);

    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 1)]
    public async Task Heal_WaitsForOverFifteenSeconds_IsMarkedOnceAndTheHeaderIsNotTouched(int seconds, int marks)
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var launch = await app.SubmitAsync("m1");
        var header = Header(app).ETag;
        app.Clock.Now += TimeSpan.FromSeconds(seconds);
        Assert.Equal(marks == 1, await ShownLateAsync(app, launch.Id));

        await HealAsync(app);
        app.Clock.Now += TimeSpan.FromMinutes(1);
        if (marks == 1)
            await HealAsync(app);

        Assert.Equal(marks, await MarksAsync(app, launch.Id));
        Assert.Equal(header, Header(app).ETag);
        if (marks == 0)
            return;
        var mark = (await app.GetLaunchAsync(launch.Id.ToString())).History[^1];
        Assert.Equal((TestApp.Noon.AddSeconds(16), LaunchState.Pending, "late", "local"), (mark.At, mark.State, mark.ReasonCode, mark.By));
    }

    // The clock of who claims may be behind that of who marked.
    [Fact]
    public async Task Heal_MarkedAndThenClaimedByAClockThatIsBehind_StaysLate()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromSeconds(16);
        await HealAsync(app);
        app.Clock.Now = TestApp.Noon;

        await app.ClaimAsync();

        Assert.True(await ShownLateAsync(app, launch.Id));
    }

    [Fact]
    public async Task Heal_NewDueTime_IsLateAnewAndMarkedForItself()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromSeconds(20);
        await HealAsync(app);
        await RetryAsync(app, await app.ClaimAsync(), app.Clock.Now.AddSeconds(60));
        Assert.False(await ShownLateAsync(app, launch.Id));

        app.Clock.Now += TimeSpan.FromSeconds(70);
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        await HealAsync(app);
        Assert.Equal((false, 1), (await ShownLateAsync(app, launch.Id), await MarksAsync(app, launch.Id)));

        app.Clock.Now += TimeSpan.FromSeconds(6);
        await HealAsync(app);
        await HealAsync(app);
        Assert.Equal((true, 2), (await ShownLateAsync(app, launch.Id), await MarksAsync(app, launch.Id)));
        Assert.Equal(LaunchState.AwaitingRetry, (await app.GetLaunchAsync(launch.Id.ToString())).History[^1].State);
    }

    // Another row of the index, for the same wait.
    [Fact]
    public async Task Heal_MovedOrTakenOver_IsNotMarkedAgain()
    {
        using var agents = await TwoAgents.ClaimedAsync();
        await agents.TakeOverAsync();
        await HealAsync(agents.New);
        Assert.Equal(1, await MarksAsync(agents.New, agents.Id));

        await agents.New.Get<PriorityRequests>().ChangeAsync(agents.Id, Priority.High, CancellationToken.None);
        await HealAsync(agents.New);
        Assert.True(agents.New.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).Select(DueRow.From).Single() is { IsLate: true, Priority: Priority.High });
        await agents.Old.ClaimAsync();
        await agents.TakeOverAsync();
        await HealAsync(agents.New);

        Assert.Equal((LaunchState.Pending, 1), ((await agents.New.ReadAsync(agents.Id)).State, await MarksAsync(agents.New, agents.Id)));
    }

    [Fact]
    public async Task Heal_SeveralHostsAtOnceWhileLaunchesAreClaimed_MarksEachThatWaitsOnce()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            using var app = await TestApp.StartAsync(maxConcurrency: 2);
            using var other = await TestApp.StartAsync(shared: app, agent: "other");
            for (var i = 0; i < 5; i++)
                await app.SubmitAsync($"m{i}");
            app.Clock.Now = other.Clock.Now += TimeSpan.FromSeconds(20);
            var interleaving = new Interleaving(seed);
            app.Launches.Before = _ => interleaving.AwaitTurn();

            await interleaving.RunAsync(() => HealAsync(app), () => HealAsync(other), () => app.ClaimedAsync());
            app.Launches.Before = null;
            await HealAsync(app);

            foreach (var row in app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal)).Select(LaunchRow.From))
            {
                var marks = await MarksAsync(app, row.Id);
                Assert.True(marks == 1 || (marks == 0 && row.State == LaunchState.Claimed && !row.IsLate), $"seed {seed}: {row.Id} has {marks} marks and is {row.State}");
            }
        }
    }

    [Fact]
    public async Task Heal_HostDiesAtAnyCall_IsMarkedOnceByTheNextRun()
    {
        for (var call = 0; call < 4; call++)
        {
            using var app = await TestApp.StartAsync(maxConcurrency: 0);
            var launch = await app.SubmitAsync("m1");
            app.Clock.Now += TimeSpan.FromSeconds(20);
            var calls = 0;
            app.Launches.After = _ =>
            {
                if (calls++ == call)
                    throw new InvalidOperationException("The host is dead.");
            };
            await Record.ExceptionAsync(() => HealAsync(app));
            app.Launches.After = null;

            await HealAsync(app);

            Assert.Equal(1, await MarksAsync(app, launch.Id));
        }
    }

    [Fact]
    public async Task Heal_AnswerLost_IsMarkedOnce()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var launch = await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromSeconds(20);
        app.Launches.LosesAnswer = () => true;

        await HealAsync(app);
        await HealAsync(app);

        Assert.Equal(1, await MarksAsync(app, launch.Id));
    }

    // Its index row is dropped by whoever would claim it.
    [Fact]
    public async Task Heal_IndexRowWithoutALaunch_KeepsNoOtherFromItsMark()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await app.FillAsync(2, [], TestApp.Noon.AddHours(-1));
        var launch = await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromSeconds(20);

        await HealAsync(app);

        Assert.Equal(1, await MarksAsync(app, launch.Id));
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Heal_NothingIsLate_CostsNoCallBeyondThoseOfTheLabelSets()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var calls = 0;
        app.Launches.Before = _ => calls++;
        await HealAllAsync(app);
        Assert.Equal(1, calls);

        app.Launches.Before = null;
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2", """{"command":["true"],"labels":["gpu"]}""");
        app.Launches.Before = _ => calls++;
        calls = 0;
        await HealAllAsync(app);

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Heal_TenThousandLate_AreMarkedByTurnsInBoundedRuns()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await app.FillAsync(5_000, [], TestApp.Noon);
        await app.FillAsync(5_000, ["gpu"], TestApp.Noon);
        foreach (var part in app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).Select(DueRow.From).Chunk(100))
            await app.Launches.CommitAsync([.. part.Select(due => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(due.Id.Partition, RowKeys.Launch(due.Id))))], CancellationToken.None);
        app.Clock.Now += TimeSpan.FromDays(1);
        var line = app.Get<IEnumerable<IQueueRepair>>().OfType<LateLaunches>().Single();
        var calls = 0;
        app.Launches.Before = _ => calls++;

        var runs = 0;
        for (var before = -1; before != app.Count(RowKeys.Events); runs++)
        {
            (before, calls) = (app.Count(RowKeys.Events), 0);
            await line.HealAsync(Scope(app), CancellationToken.None);
            Assert.InRange(calls, 1, 2 + 4 + 34);
            Assert.InRange(runs, 0, 20);
        }

        Assert.Equal(10_000, app.Count(RowKeys.Events));
    }

    private static async Task RetryAsync(TestApp app, ClaimedLaunch claim, DateTimeOffset dueAt) => Assert.True(await app.Get<LaunchTransitions>().TryRetryAsync(
        await app.ReadAsync(LaunchId.Parse(claim.LaunchId)), claim, new AttemptObservation(AttemptPhase.Exited, ExitCode: 1), Again, dueAt, CancellationToken.None));

    private static async Task<bool> ShownLateAsync(TestApp app, LaunchId id) => (await app.GetLaunchAsync(id.ToString())).Late;

    private static async Task<int> MarksAsync(TestApp app, LaunchId id) =>
        (await app.Launches.QueryPrefixAsync(id.Partition, RowKeys.EventPrefix(id), maximumRows: null, CancellationToken.None)).Select(LaunchEvents.From).Count(entry => entry.ReasonCode == LaunchEvents.LateCode);

    private static QueueHeader Header(TestApp app) => QueueHeader.From(app.Launches.All.Single(row => row.RowKey == RowKeys.Header));

    private static QueueScope Scope(TestApp app) => new("default", app.Get<QueueReader>());

    private static Task HealAsync(TestApp app) =>
        app.Get<IEnumerable<IQueueRepair>>().OfType<LateLaunches>().Single().HealAsync(Scope(app), CancellationToken.None);

    private static async Task HealAllAsync(TestApp app)
    {
        var scope = Scope(app);
        foreach (var line in app.Get<IEnumerable<IQueueRepair>>().Where(line => line is EmptyLabelSets or LateLaunches))
            await line.HealAsync(scope, CancellationToken.None);
    }
}
