using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Limits;

public sealed class LimitInterleavingTests
{
    // Two processes of one agent and another agent, on the same queues and the same executor.
    [Fact]
    public async Task Claims_AnyInterleaving_NeverExceedALimitAndUseThemUp()
    {
        for (var seed = 0; seed < 80; seed++)
        {
            using var scene = new LimitScene { Capacity = 4 };
            TestApp[] apps =
            [
                await scene.StartAsync("one", queues: "a,b", maxJobs: 2, maxSchedulers: 1),
                await scene.StartAsync("one", queues: "a,b", maxJobs: 2, maxSchedulers: 1),
                await scene.StartAsync("two", queues: "b,a", maxJobs: 3),
            ];
            await UseCapsAsync(scene, apps);
            await scene.LimitAsync("a", limit: 2);
            await scene.SubmitAsync("a", count: 3);
            await scene.SubmitAsync("b", count: 2, isScheduler: true);
            await scene.SubmitAsync("b", count: 3);
            var interleaving = new Interleaving(seed);
            scene.BeforeEveryCall((_, _) => interleaving.AwaitTurn());

            await interleaving.RunAsync([.. apps.Select(app => (Func<Task>)(() => ClaimAllAsync(app)))]);
            scene.BeforeEveryCall(null);

            scene.AssertWithinLimits();
            scene.AssertCapsEqualSlots();
            Assert.Equal(scene.Capacity, scene.Slots.Count);
        }
    }

    // A healer at work all the while takes no row away that belongs to a claim.
    [Fact]
    public async Task ClaimsAndHealing_AnyInterleaving_CapsEqualSlots()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            using var scene = new LimitScene { Capacity = 3 };
            var (app, healer) = (await scene.StartAsync("one", maxJobs: 2), await scene.StartAsync("two", maxJobs: 0));
            await scene.SubmitAsync("default", count: 4);

            // Every row is old to the healer as soon as it is written.
            healer.Clock.Now += TimeSpan.FromMinutes(1);
            var interleaving = new Interleaving(seed);
            scene.BeforeEveryCall((_, _) => interleaving.AwaitTurn());

            await interleaving.RunAsync(
                () => ClaimAllAsync(app),
                () => healer.Get<Reconcile>().RunAsync(CancellationToken.None));
            scene.BeforeEveryCall(null);

            scene.AssertWithinLimits();
            scene.AssertCapsEqualSlots();
            Assert.Equal(2, scene.Slots.Count);
        }
    }

    // The first claim of all adds a limit's header; what is to be seen here is how the later ones change it.
    private static async Task UseCapsAsync(LimitScene scene, TestApp[] apps)
    {
        foreach (var app in apps)
        {
            await scene.SubmitAsync("a");
            await scene.DispatchAsync(app, "a");
            await scene.EndAsync(app, Assert.Single(scene.Slots));
        }
    }

    private static async Task ClaimAllAsync(TestApp app)
    {
        foreach (var queue in app.Get<AgentOptions>().Queues)
        {
            for (var again = true; again;)
            {
                var result = await app.Get<ClaimEngine>().ClaimAsync(queue, CancellationToken.None);
                again = result.Contended;
            }
        }
    }
}
