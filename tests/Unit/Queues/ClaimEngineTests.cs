using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Submission;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class ClaimEngineTests
{
    [Fact]
    public async Task Claim_Waiting_TakesTheIndexRowAwayAndHoldsASlot()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");

        var result = await ClaimAsync(app);

        Assert.Equal(new ClaimedLaunch(accepted.Id.ToString(), 1, TestApp.Noon), Assert.Single(result.Claims));
        Assert.Equal((0, 1), (app.Count(RowKeys.DueRows), app.Count(RowKeys.Slots)));
        var launch = await app.ReadAsync(accepted.Id);
        Assert.Equal((LaunchState.Claimed, 1, "local", null), (launch.State, launch.Claims, launch.Agent, launch.IndexKey));
    }

    // No transaction leaves such a row behind; should one be there, the queue must not stand still before it.
    [Fact]
    public async Task Claim_FirstInLineHasNoLaunch_IsDroppedAndTheNextIsClaimed()
    {
        using var app = await TestApp.StartAsync();
        var gone = await app.SubmitAsync("m1", """{"command":["true"],"priority":"high"}""");
        var next = await app.SubmitAsync("m2");
        await app.Launches.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity(gone.Id.Partition, RowKeys.Launch(gone.Id)))],
            CancellationToken.None);

        Assert.True((await ClaimAsync(app)).Contended);

        Assert.Equal(next.Id.ToString(), Assert.Single((await ClaimAsync(app)).Claims).LaunchId);
        Assert.Equal(0, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Claim_MoreThanOneTransactionHolds_ClaimsTheRestNextTime()
    {
        using var app = await TestApp.StartAsync();
        for (var i = 0; i < ClaimPlan.MaximumClaims + 2; i++)
            await app.SubmitAsync($"m{i}");

        Assert.Equal(ClaimPlan.MaximumClaims, (await ClaimAsync(app)).Claims.Count);
        Assert.Equal(2, (await ClaimAsync(app)).Claims.Count);
        Assert.Empty((await ClaimAsync(app)).Claims);
    }

    [Fact]
    public async Task Claim_LimitReached_ClaimsNothingMore()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 2);
        for (var i = 0; i < 5; i++)
            await app.SubmitAsync($"m{i}");

        Assert.Equal(2, (await ClaimAsync(app)).Claims.Count);
        Assert.Empty((await ClaimAsync(app)).Claims);
        Assert.Equal(2, app.Count(RowKeys.Slots));
    }

    // Rule 1: the header is read before the slots. A reader that took the slots first would not see the rival's claim, and
    // would then commit against the header the rival left behind.
    [Fact]
    public async Task Claim_RivalClaimsBetweenTheReads_NeverExceedsTheLimit()
    {
        for (var operation = 1; operation <= 4; operation++)
        {
            using var app = await TestApp.StartAsync(maxConcurrency: 1);
            using var rival = await TestApp.StartAsync(shared: app, agent: "another");
            await app.SubmitAsync("m1");
            await app.SubmitAsync("m2");
            var seen = 0;
            app.Launches.Before = _ =>
            {
                if (++seen != operation)
                    return;
                app.Launches.Before = null;
                Assert.Single(ClaimAsync(rival).GetAwaiter().GetResult().Claims);
            };

            var result = await ClaimAsync(app);

            Assert.Equal(1, app.Count(RowKeys.Slots));
            Assert.Empty(result.Claims);
        }
    }

    [Fact]
    public async Task Claim_QueuePausedWhileClaiming_ThePauseWins()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            app.ChangeDefaultAsync(header => header with { Paused = true }).GetAwaiter().GetResult();
        };

        var result = await ClaimAsync(app);

        Assert.True(result.Contended);
        Assert.Equal(0, app.Count(RowKeys.Slots));
        Assert.Equal(ClaimResult.Nothing, await ClaimAsync(app));
    }

    [Fact]
    public async Task Claim_AgentStopped_IsLeftToTheOthers()
    {
        using var app = await TestApp.StartAsync();
        using var another = await TestApp.StartAsync(shared: app, agent: "another");
        await app.SubmitAsync("m1");
        await app.ChangeDefaultAsync(header => header with { StoppedAgents = ["local"] });

        Assert.Equal(ClaimResult.Nothing, await ClaimAsync(app));
        Assert.Single((await ClaimAsync(another)).Claims);
    }

    // Rule 4: the storage client sends a transaction again whose answer was lost, and gets a refusal for its own success.
    [Fact]
    public async Task Claim_AnswerLostAndSentAgain_IsRecognisedAsOwnSuccess()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");
        app.Launches.AnswerNextCommitWith(CommitOutcome.Changed);

        var result = await ClaimAsync(app);

        Assert.Equal(accepted.Id.ToString(), Assert.Single(result.Claims).LaunchId);
        Assert.False(result.Contended);
    }

    // Somebody else healed and ended the first of them before this agent looked: the others are its own all the same.
    [Fact]
    public async Task Claim_AnswerLostAndTheFirstSlotEnded_IsRecognisedAsOwnSuccess()
    {
        using var app = await TestApp.StartAsync();
        var first = await app.SubmitAsync("m1", """{"command":["true"],"priority":"high"}""");
        var second = await app.SubmitAsync("m2");
        var isFirst = true;
        app.Launches.LosesAnswer = () => Interlocked.Exchange(ref isFirst, false);
        app.Launches.After = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.After = null;
            app.Launches.CommitAsync(
                [new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity(first.Id.Partition, RowKeys.Slot(first.Id, 1)))],
                CancellationToken.None);
        };

        var result = await ClaimAsync(app);

        Assert.False(result.Contended);
        Assert.Contains(second.Id.ToString(), result.Claims.Select(claim => claim.LaunchId));
    }

    [Fact]
    public async Task Claim_ForeignLabels_AreLeftAlone()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1", """{"command":["true"],"labels":["gpu"]}""");

        Assert.Empty((await ClaimAsync(app)).Claims);
        Assert.Equal(1, app.Count(RowKeys.DueRows));
    }

    // Each label set has due rows of its own: those of others are not even looked at.
    [Fact]
    public async Task Claim_TenThousandForeignLaunchesAhead_CostsWhatItCostsWithoutThem()
    {
        using var app = await TestApp.StartAsync();
        for (var number = 0; number < 10_000; number++)
        {
            var foreign = new LaunchRow
            {
                Id = LaunchId.Create(QueueNames.Default, TestApp.Noon, $"{number}"),
                Queue = QueueNames.Default,
                Labels = ["gpu"],
                CreatedAt = TestApp.Noon,
                DueAt = TestApp.Noon,
                Rank = Priority.Critical,
                Submitted = "{}",
                Executor = "process",
            };
            await app.Get<LaunchInsert>().InsertAsync(foreign, new LaunchSpec(), "test", CancellationToken.None);
        }

        var own = await app.SubmitAsync("m1");
        var calls = new List<string>();
        var read = 0;
        app.Launches.Before = calls.Add;
        app.Launches.Queried = (_, _, rows) => read += rows;

        Assert.Equal(own.Id.ToString(), Assert.Single((await ClaimAsync(app)).Claims).LaunchId);

        // Two label sets and one due row.
        Assert.Equal(3, read);
        Assert.Equal(["find", "query", "query", "commit"], calls);
    }

    [Fact]
    public async Task Claim_Priorities_GoFirst()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        await app.SubmitAsync("m1");
        var critical = await app.SubmitAsync("m2", """{"command":["true"],"priority":"critical"}""");

        Assert.Equal(critical.Id.ToString(), Assert.Single((await ClaimAsync(app)).Claims).LaunchId);
    }

    private static Task<ClaimResult> ClaimAsync(TestApp app) => app.Get<ClaimEngine>().ClaimAsync(QueueNames.Default, CancellationToken.None);
}
