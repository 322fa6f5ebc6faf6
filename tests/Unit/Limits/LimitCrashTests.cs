using LaunchAgent.Core;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Limits;

/// <summary>One story, hit at each of its storage calls: two claims, one that ends, one that is retried, and all that follows.</summary>
public sealed class LimitCrashTests
{
    private const int Jobs = 2;

    [Fact]
    public async Task HostDies_BeforeEachCall_CapsEqualSlotsOnceReconciled()
    {
        var calls = await CountAsync(operation => true);
        Assert.InRange(calls, 30, 100);
        for (var n = 1; n <= calls; n++)
        {
            using var scene = await ReadyAsync();
            var app = await StartAsync(scene);
            var seen = 0;
            scene.BeforeEveryCall((_, _) =>
            {
                if (++seen >= n)
                    throw new InvalidOperationException("The host is dead.");
            });
            await Assert.ThrowsAsync<InvalidOperationException>(() => StoryAsync(scene, app));
            scene.BeforeEveryCall(null);

            app = await StartAsync(scene);
            await scene.ReconcileAsync(app);

            scene.AssertWithinLimits();
            scene.AssertCapsEqualSlots();
            Assert.Equal(0, app.Count(RowKeys.OutboxRows));
            await EndAllAsync(scene, app);
        }
    }

    // Rule 4, for every commit and every way in which its repetition may be refused.
    [Theory]
    [InlineData(CommitOutcome.Exists)]
    [InlineData(CommitOutcome.Changed)]
    [InlineData(CommitOutcome.Missing)]
    public async Task AnswerLost_AtEachCommit_CapsEqualSlotsAtOnce(CommitOutcome repeated)
    {
        var commits = await CountAsync(operation => operation == "commit");
        for (var n = 1; n <= commits; n++)
        {
            using var scene = await ReadyAsync();
            var app = await StartAsync(scene);
            var seen = 0;
            scene.BeforeEveryCall((table, operation) =>
            {
                if (operation == "commit" && ++seen == n)
                    table.AnswerNextCommitWith(repeated);
            });

            await StoryAsync(scene, app);
            scene.BeforeEveryCall(null);

            Assert.Equal(Jobs, scene.Slots.Count);
            scene.AssertCapsEqualSlots();
            Assert.Equal(0, app.Count(RowKeys.OutboxRows));
            await EndAllAsync(scene, app);
        }
    }

    private static async Task<LimitScene> ReadyAsync()
    {
        var scene = new LimitScene { Capacity = Jobs };
        var app = await StartAsync(scene);
        await scene.SubmitAsync("a", count: 4);
        await scene.SubmitAsync("b", count: 2);
        Assert.Empty(app.Started);
        return scene;
    }

    private static Task<TestApp> StartAsync(LimitScene scene) => scene.StartAsync(queues: "a,b", maxJobs: Jobs);

    private static async Task StoryAsync(LimitScene scene, TestApp app)
    {
        await scene.DispatchAsync(app, "a");
        await scene.EndAsync(app, scene.Slots[0]);
        await scene.RetryAsync(app, scene.Slots[0]);
    }

    private static async Task<int> CountAsync(Func<string, bool> counts)
    {
        using var scene = await ReadyAsync();
        var app = await StartAsync(scene);
        var calls = 0;
        scene.BeforeEveryCall((_, operation) => calls += counts(operation) ? 1 : 0);
        await StoryAsync(scene, app);
        scene.BeforeEveryCall(null);
        return calls;
    }

    // Whatever happened, all launches end and every limit is empty.
    private static async Task EndAllAsync(LimitScene scene, TestApp app)
    {
        await scene.ReconcileAsync(app);
        for (var i = 0; scene.Slots.Count > 0; i++)
        {
            Assert.InRange(i, 0, 20);
            Assert.Equal(Jobs, Math.Max(Jobs, scene.Slots.Count));
            await scene.EndAsync(app, scene.Slots[0]);
        }

        Assert.Equal((0, 0), (app.Count(RowKeys.DueRows), app.Count(RowKeys.FutureRows)));
        Assert.Empty(scene.Taken);
    }
}
