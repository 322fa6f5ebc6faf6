using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Limits;

/// <summary>Two agents, three queues and random limits; what happens is drawn, and so is where hosts die.</summary>
public sealed class LimitProperties
{
    private static readonly string[] Queues = ["a", "b", "c"];

    [Fact]
    public void Story_Any_StaysWithinLimitsAndCapsEqualSlotsOnceQuiet()
    {
        var limit = Gen.Elements(-1, 0, 1, 2, 3);
        var step = from kind in Gen.Elements(Enum.GetValues<StepKind>())
                   from agent in Gen.Choose(0, 1)
                   from queue in Gen.Elements(Queues)
                   from pick in Gen.Choose(0, 9)
                   from diesAfter in Gen.Frequency((3, Gen.Constant(int.MaxValue)), (1, Gen.Choose(0, 14)))
                   select new Step(kind, agent, queue, pick, diesAfter);
        var story = from limits in limit.ArrayOf(6)
                    from steps in step.ListOf(30)
                    select (Limits: limits, Steps: steps);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(story.ToArbitrary(), drawn => PlayAsync(drawn.Limits, drawn.Steps).GetAwaiter().GetResult()));
    }

    private static async Task PlayAsync(int[] limits, IEnumerable<Step> steps)
    {
        using var scene = new LimitScene { Capacity = limits[0] };
        Func<Task<TestApp>>[] starts =
        [
            () => scene.StartAsync("one", "a,b,c", maxJobs: limits[1], maxSchedulers: limits[2]),
            () => scene.StartAsync("another", "c,a", maxJobs: limits[3], maxSchedulers: limits[4]),
        ];
        TestApp[] apps = [await starts[0](), await starts[1]()];
        await scene.LimitAsync("a", limits[5]);

        foreach (var step in steps)
        {
            var calls = 0;
            scene.BeforeEveryCall((_, _) =>
            {
                if (++calls > step.DiesAfter)
                    throw new InvalidOperationException("The host is dead.");
            });
            try
            {
                await TakeAsync(scene, apps[step.Agent], step);
            }
            catch (InvalidOperationException) when (calls > step.DiesAfter)
            {
            }

            // Healing catches what fails; the host is dead all the same.
            scene.BeforeEveryCall(null);
            if (calls > step.DiesAfter)
                apps[step.Agent] = await starts[step.Agent]();
        }

        for (var i = 0; i < 4; i++)
            await scene.ReconcileAsync(apps[i % 2]);
        scene.AssertWithinLimits();
        scene.AssertCapsEqualSlots();
        scene.AssertNothingWaitsInVain();
        Assert.Equal(0, apps[0].Count(RowKeys.OutboxRows));
    }

    private static async Task TakeAsync(LimitScene scene, TestApp app, Step step)
    {
        var own = scene.Slots.Where(slot => slot.Agent == app.Get<AgentOptions>().Name).ToList();
        switch (step.Kind)
        {
            case StepKind.Arrive:
                await scene.SubmitAsync(step.Queue, count: 1 + (step.Pick / 3), isScheduler: step.Pick % 3 == 0);
                await scene.DispatchAsync(app, step.Queue);
                break;
            case StepKind.End when own.Count > 0:
                await scene.EndAsync(app, own[step.Pick % own.Count]);
                break;
            case StepKind.Retry when own.Count > 0:
                await scene.RetryAsync(app, own[step.Pick % own.Count]);
                break;
            case StepKind.Reconcile:
                await scene.ReconcileAsync(app);
                break;
        }
    }

    private enum StepKind
    {
        Arrive,
        End,
        Retry,
        Reconcile,
    }

    private sealed record Step(StepKind Kind, int Agent, string Queue, int Pick, int DiesAfter);
}
