using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueueRemovalTests
{
    private const string OfGpu = """{"queue":"gpu","command":["true"]}""";

    [Fact]
    public async Task Delete_EmptyQueue_IsGoneAndItsNameIsForgottenLater()
    {
        using var app = await StartAsync();

        Assert.Equal(204, (await app.DeleteQueueAsync("gpu")).Status());

        Assert.Null(await app.ViewAsync("gpu"));
        await HealAsync(app, TimeSpan.FromMinutes(61));
        Assert.DoesNotContain("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
        (await app.DeleteQueueAsync("gpu")).ReadProblem(404, "unknown_queue");
    }

    [Theory]
    [InlineData(false, """{"queue":"gpu","command":["true"]}""")]
    [InlineData(false, """{"queue":"gpu","command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""")]
    [InlineData(true, """{"queue":"gpu","command":["true"]}""")]
    public async Task Delete_LaunchThatHasNotEnded_Is409AndNothingChanges(bool claimed, string spec)
    {
        using var app = await StartAsync();
        await app.SubmitAsync("m1", spec);
        if (claimed)
            await app.ClaimedAsync("gpu");

        (await app.DeleteQueueAsync("gpu")).ReadProblem(409, "in_use");

        Assert.Equal((QueueState.NotReady, 1), ((await app.ViewAsync("gpu"))!.State, (await app.ViewAsync("gpu"))!.ConfigVersion));
    }

    [Fact]
    public async Task Delete_Default_IsRefusedWithASentence()
    {
        using var app = await StartAsync();

        Assert.Contains("creates it", (await app.DeleteQueueAsync("default", "?force=true")).ReadProblem(409, "invalid_state").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_BadQueryOrOtherVersion_IsRefused()
    {
        using var app = await StartAsync();

        (await app.DeleteQueueAsync("gpu", "?force=yes")).ReadProblem(400, "invalid_query");
        (await app.DeleteQueueAsync("gpu", "", ("If-Match", "\"2\""))).ReadProblem(412, "etag");
        (await app.DeleteQueueAsync("gpu", "?force=true", ("If-Match", "\"2\""))).ReadProblem(412, "etag");
        Assert.Equal(QueueState.NotReady, (await app.ViewAsync("gpu"))!.State);
        Assert.Equal(204, (await app.DeleteQueueAsync("gpu", "", ("If-Match", "\"1\""))).Status());
    }

    [Fact]
    public async Task Delete_ClaimedMeanwhile_IsNotRemoved()
    {
        using var app = await StartAsync();
        app.BeforeNextCommit(async () =>
        {
            await app.SubmitAsync("m1", OfGpu);
            await app.ClaimedAsync("gpu");
        });

        (await app.DeleteQueueAsync("gpu")).ReadProblem(409, "in_use");

        Assert.Equal(1, app.Count(RowKeys.Slots));
    }

    [Fact]
    public async Task Delete_AnswerLostAndSentAgain_IsGone()
    {
        using var app = await StartAsync();
        var lost = 0;
        app.Launches.LosesAnswer = () => lost++ == 0;

        Assert.Equal(204, (await app.DeleteQueueAsync("gpu")).Status());
    }

    [Fact]
    public async Task DeleteByForce_WaitingOnly_CancelsAndIsGone()
    {
        using var app = await StartAsync();
        var due = await app.SubmitAsync("m1", OfGpu);
        var later = await app.SubmitAsync("m2", """{"queue":"gpu","command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""");

        Assert.Equal(204, (await app.DeleteQueueAsync("gpu", "?force=true")).Status());

        Assert.Equal([LaunchState.Cancelled, LaunchState.Cancelled], [(await app.ReadAsync(due.Id)).State, (await app.ReadAsync(later.Id)).State]);
        Assert.Null(await app.ViewAsync("gpu"));
    }

    [Fact]
    public async Task DeleteByForce_Running_StopsItAndHealingRemovesTheQueueOnceItHasEnded()
    {
        using var app = await StartAsync();
        var running = await app.SubmitAsync("m1", OfGpu);
        await app.ClaimedAsync("gpu");

        Assert.Equal(QueueState.Paused, (await app.DeleteQueueAsync("gpu", "?force=true")).Read<QueueView>(202).State);
        Assert.Equal(DesiredState.Stop, (await app.ReadAsync(running.Id)).DesiredState);
        await HealAsync(app, TimeSpan.FromMinutes(1));
        Assert.NotNull(await app.ViewAsync("gpu"));

        await EndAsync(app, running.Id);
        await HealAsync(app, TimeSpan.FromMinutes(1));

        Assert.Null(await app.ViewAsync("gpu"));
        Assert.Equal(LaunchState.Cancelled, (await app.ReadAsync(running.Id)).State);
    }

    [Fact]
    public async Task DeleteByForce_IndexRowWithoutItsLaunchAndAnAgentThatCannotBeTold_KeepNothingElse()
    {
        using var app = await StartAsync();
        await app.SubmitAsync("m1", OfGpu);
        await app.ClaimedAsync("gpu");
        var stray = (await app.SubmitAsync("m2", OfGpu)).Id;
        var waiting = await app.SubmitAsync("m3", OfGpu);
        await app.Launches.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity(stray.Partition, RowKeys.Launch(stray)), Azure.ETag.All)], CancellationToken.None);
        app.WakeupQueue.Setup(q => q.SendMessageAsync(It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new Azure.RequestFailedException(503, "busy"));

        Assert.Equal(202, (await app.DeleteQueueAsync("gpu", "?force=true")).Status());

        Assert.Equal((0, LaunchState.Cancelled), (app.Count(RowKeys.DueRows), (await app.ReadAsync(waiting.Id)).State));
    }

    [Fact]
    public async Task DeleteByForce_UnderWay_TakesNoLaunchesAndNoChanges()
    {
        using var app = await StartAsync();
        await app.SubmitAsync("m1", OfGpu);
        await app.ClaimedAsync("gpu");
        await app.DeleteQueueAsync("gpu", "?force=true");

        Assert.Equal(QueueNames.Rejected, (await app.SubmitAsync("m2", OfGpu)).Queue);
        (await app.ResumeAsync("gpu")).ReadProblem(409, "in_use");
        (await app.PutQueueAsync("gpu")).ReadProblem(409, "in_use");
        (await app.DeleteQueueAsync("gpu")).ReadProblem(409, "in_use");
        Assert.Equal(202, (await app.DeleteQueueAsync("gpu", "?force=true")).Status());
    }

    [Fact]
    public async Task DeleteByForce_BeatsAClaimInFlight()
    {
        using var app = await StartAsync();
        var launch = await app.SubmitAsync("m1", OfGpu);
        app.BeforeNextCommit(() => app.DeleteQueueAsync("gpu", "?force=true"));

        Assert.Equal(0, await app.ClaimedAsync("gpu"));

        Assert.Equal((LaunchState.Cancelled, 0), ((await app.ReadAsync(launch.Id)).State, app.Count(RowKeys.Slots)));
        Assert.Null(await app.ViewAsync("gpu"));
    }

    // The host dies before each of the calls that the removal makes, in both tables; healing does the rest.
    [Fact]
    public async Task DeleteByForce_HostDiesAtAnyCall_HealingDoesTheRestOrItNeverBegan()
    {
        for (var call = 1; ; call++)
        {
            using var app = await StartAsync();
            await app.SubmitAsync("m1", OfGpu);
            await app.SubmitAsync("m2", OfGpu);
            var calls = 0;
            void Die(string operation) => _ = ++calls >= call ? throw new InvalidOperationException("dead") : 0;
            (app.Launches.Before, app.Directory.Before) = (Die, Die);
            var died = await Record.ExceptionAsync(() => app.DeleteQueueAsync("gpu", "?force=true"));
            (app.Launches.Before, app.Directory.Before) = (null, null);

            var began = await app.Get<QueueCatalog>().FindAsync("gpu", CancellationToken.None) is not { IsRemoved: false };
            for (var i = 0; i < 3; i++)
                await HealAsync(app, TimeSpan.FromMinutes(61));

            Assert.Equal(began, await app.ViewAsync("gpu") is null);
            Assert.Equal(began, !(await app.Get<QueueCatalog>().ListAsync(CancellationToken.None)).Contains("gpu"));
            Assert.Equal(began ? 0 : 2, app.Count(RowKeys.DueRows) + app.Count(RowKeys.Slots));
            if (died is null)
            {
                Assert.True(began && call > 5);
                return;
            }
        }
    }

    // Intake read the header while there still was one, and wrote when there was none.
    [Fact]
    public async Task Reconcile_LaunchThatCameInTooLate_IsCancelled()
    {
        using var app = await StartAsync();
        app.BeforeNextCommit(() => app.DeleteQueueAsync("gpu"));
        var late = await app.SubmitAsync("m1", OfGpu);
        Assert.Equal(LaunchState.Pending, (await app.ReadAsync(late.Id)).State);

        await HealAsync(app, TimeSpan.FromMinutes(1));

        Assert.Equal(LaunchState.Cancelled, (await app.ReadAsync(late.Id)).State);
    }

    [Fact]
    public async Task Put_NameOfARemovedQueue_IsANewQueueWhoseLaunchesRun()
    {
        using var app = await StartAsync();
        await app.DeleteQueueAsync("gpu");

        Assert.Equal(201, (await app.PutQueueAsync("gpu")).Status());
        await app.SubmitAsync("m1", OfGpu);
        await HealAsync(app, TimeSpan.FromMinutes(1));

        Assert.Equal(1, app.Count(RowKeys.Slots) + app.Count(RowKeys.DueRows));
        Assert.Contains("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
    }

    // Whatever healing has read by then, a launch of the new queue is none of the old one.
    [Fact]
    public async Task Reconcile_QueueCreatedAgainMeanwhile_LeavesItsLaunchesAlone()
    {
        for (var operation = 1; operation <= 3; operation++)
        {
            using var app = await StartAsync();
            await app.DeleteQueueAsync("gpu");
            var (seen, id) = (0, default(LaunchId));
            app.Launches.Before = _ =>
            {
                if (++seen != operation)
                    return;
                app.Launches.Before = null;
                app.PutQueueAsync("gpu").GetAwaiter().GetResult();
                id = app.SubmitAsync("m1", OfGpu).GetAwaiter().GetResult().Id;
            };

            await HealAsync(app, TimeSpan.FromMinutes(61));

            Assert.Equal((operation, LaunchState.Pending), (seen, (await app.ReadAsync(id)).State));
            Assert.Contains("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
        }
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "default,gpu" });
        Assert.Equal(201, (await app.PutQueueAsync("gpu")).Status());
        return app;
    }

    private static Task HealAsync(TestApp app, TimeSpan later)
    {
        app.Clock.Now += later;
        return app.Create<UnsettledQueues>().HealAsync(CancellationToken.None);
    }

    private static async Task EndAsync(TestApp app, LaunchId id)
    {
        var slot = app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal));
        await app.Launches.CommitAsync(
            [
                new(Azure.Data.Tables.TableTransactionActionType.Delete, slot),
                new(Azure.Data.Tables.TableTransactionActionType.UpdateMerge, new Azure.Data.Tables.TableEntity(id.Partition, RowKeys.Launch(id)) { ["state"] = "cancelled" }, Azure.ETag.All),
            ],
            CancellationToken.None);
    }
}
