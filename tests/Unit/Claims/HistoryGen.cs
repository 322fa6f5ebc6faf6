using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>Draws histories, and makes smaller ones of one that failed.</summary>
internal static class HistoryGen
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly string[][] LabelSets = [[], [], [], ["gpu"], ["gpu", "big"]];

    private static readonly Gen<int> Limits = Gen.Frequency((2, Gen.Constant(-1)), (5, Gen.Choose(1, 3)), (1, Gen.Constant(0)), (1, Gen.Choose(4, 6)));

    private static readonly Gen<StepKind> Kinds = Gen.Frequency(
        (9, Gen.Constant(StepKind.Submit)),
        (6, Gen.Constant(StepKind.Dispatch)),
        (6, Gen.Constant(StepKind.End)),
        (3, Gen.Constant(StepKind.Retry)),
        (2, Gen.Elements(StepKind.Redeliver, StepKind.Stop, StepKind.Reprioritise)),
        (3, Gen.Elements(StepKind.Pause, StepKind.Resume, StepKind.Limit, StepKind.Override)),
        (3, Gen.Elements(StepKind.Wait, StepKind.Release, StepKind.Heal)));

    /// <summary>Any history.</summary>
    public static Arbitrary<History> Any => Arb.From(Histories, Shrink);

    private static Gen<History> Histories =>
        from queueCount in Gen.Choose(1, 3)
        from agentCount in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from laneCount in Gen.Choose(Math.Max(2, agentCount), 4)
        from capacity in Gen.Frequency((2, Gen.Constant(-1)), (1, Limits))
        from queues in Gen.CollectToList(Names.Take(queueCount), Queue)
        from agents in Gen.CollectToList(new[] { "one", "two" }.Take(agentCount), name => Agent(name, queueCount))
        from waiting in Gen.Choose(0, 6).SelectMany(count => Gen.ListOf(Launch(queueCount), count))
        from steps in Gen.Choose(2, 12).SelectMany(count => Gen.ListOf(Step(laneCount, queueCount), count))
        from choices in Gen.Choose(0, 120).SelectMany(count => Gen.ListOf(Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 3))), count))
        select new History(
            capacity, [.. queues], [.. agents], [.. Enumerable.Range(0, laneCount).Select(lane => lane % agentCount)], [.. waiting], [.. steps], [.. choices]);

    private static Gen<HistoryQueue> Queue(string name) =>
        from limit in Limits
        from prioritized in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from cancelsNew in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new HistoryQueue(name, limit, prioritized, cancelsNew);

    private static Gen<HistoryAgent> Agent(string name, int queueCount) =>
        from first in Gen.Choose(0, queueCount - 1)
        from labels in Gen.Elements(LabelSets)
        from maxJobs in Gen.Frequency((1, Gen.Constant(-1)), (1, Limits))
        from maxSchedulers in Gen.Frequency((2, Gen.Constant(-1)), (1, Limits))
        select new HistoryAgent(name, [.. Names.Skip(first).Take(queueCount - first), .. Names.Take(first)], labels, maxJobs, maxSchedulers);

    private static Gen<HistoryLaunch> Launch(int queueCount) =>
        from queue in Gen.Elements(Names[..queueCount])
        from priority in Gen.Elements(Enum.GetValues<Priority>())
        from labels in Gen.Elements(LabelSets)
        from kind in Gen.Choose(0, 9)
        from dueIn in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 20)))
        select new HistoryLaunch(queue, priority, labels, Elsewhere: kind == 0, IsScheduler: kind is 1 or 2, dueIn);

    private static Gen<HistoryStep> Step(int laneCount, int queueCount) =>
        from lane in Gen.Choose(0, laneCount - 1)
        from kind in Kinds
        from queue in Gen.Elements(Names[..queueCount])
        from number in kind is StepKind.Limit or StepKind.Override ? Limits : Gen.Choose(0, 40)
        from launch in kind == StepKind.Submit ? Launch(queueCount) : Gen.Constant<HistoryLaunch>(null!)
        from fault in Gen.Frequency((5, Gen.Constant<Fault?>(null)), (2, Lost), (1, AnyFault))
        select new HistoryStep(lane, kind, queue, number, launch, fault);

    private static Gen<Fault?> Lost => Gen.Choose(0, 4).Select(Fault? (at) => new Fault(FaultKind.AnswerLost, at));

    private static Gen<Fault?> AnyFault =>
        from kind in Gen.Elements(FaultKind.AnswerNeverCame, FaultKind.Refused, FaultKind.Dies)
        from at in Gen.Choose(0, kind == FaultKind.AnswerNeverCame ? 4 : 14)
        select (Fault?)new Fault(kind, at);

    private static IEnumerable<History> Shrink(History history)
    {
        foreach (var choices in Smaller(history.Choices))
            yield return history with { Choices = choices };
        foreach (var steps in Smaller(history.Steps))
            yield return history with { Steps = steps };
        foreach (var waiting in Smaller(history.Waiting))
            yield return history with { Waiting = waiting };
        if (history.Lanes.Count > 1 && history.Steps.All(step => step.Lane < history.Lanes.Count - 1))
            yield return WithoutLastLane(history);
        if (history.Capacity != -1)
            yield return history with { Capacity = -1 };
        for (var i = 0; i < history.Queues.Count; i++)
        {
            foreach (var queue in Simpler(history.Queues[i]))
                yield return history with { Queues = With(history.Queues, i, queue) };
        }

        for (var i = 0; i < history.Agents.Count; i++)
        {
            foreach (var agent in Simpler(history.Agents[i]))
                yield return history with { Agents = With(history.Agents, i, agent) };
        }

        for (var i = 0; i < history.Steps.Count; i++)
        {
            foreach (var step in Simpler(history.Steps[i]))
                yield return history with { Steps = With(history.Steps, i, step) };
        }

        for (var i = 0; i < history.Waiting.Count; i++)
        {
            foreach (var launch in Simpler(history.Waiting[i]))
                yield return history with { Waiting = With(history.Waiting, i, launch) };
        }

        for (var i = 0; i < history.Choices.Count; i++)
        {
            if (history.Choices[i] != 0)
                yield return history with { Choices = With(history.Choices, i, 0) };
        }
    }

    // With the last process of an agent that agent goes as well: nobody would claim for it.
    private static History WithoutLastLane(History history)
    {
        int[] lanes = [.. history.Lanes.SkipLast(1)];
        return history with { Lanes = lanes, Agents = [.. history.Agents.Take(lanes.Max() + 1)] };
    }

    // Nothing, a half, all but one.
    private static IEnumerable<IReadOnlyList<T>> Smaller<T>(IReadOnlyList<T> list)
    {
        if (list.Count > 1)
        {
            yield return [];
            yield return [.. list.Take(list.Count / 2)];
            yield return [.. list.Skip(list.Count / 2)];
        }

        for (var i = list.Count - 1; i >= 0; i--)
            yield return [.. list.Where((_, index) => index != i)];
    }

    private static IEnumerable<HistoryQueue> Simpler(HistoryQueue queue)
    {
        if (queue.CancelsNew)
            yield return queue with { CancelsNew = false };
        if (!queue.Prioritized)
            yield return queue with { Prioritized = true };
        if (queue.Limit != -1)
            yield return queue with { Limit = -1 };
        if (queue.Limit > 1)
            yield return queue with { Limit = queue.Limit - 1 };
    }

    private static IEnumerable<HistoryAgent> Simpler(HistoryAgent agent)
    {
        if (agent.Labels.Count > 0)
            yield return agent with { Labels = [] };
        if (agent.MaxJobs != -1)
            yield return agent with { MaxJobs = -1 };
        if (agent.MaxJobs > 1)
            yield return agent with { MaxJobs = agent.MaxJobs - 1 };
        if (agent.MaxSchedulers != -1)
            yield return agent with { MaxSchedulers = -1 };
        if (agent.Queues.Count > 1)
            yield return agent with { Queues = [.. agent.Queues.Take(1)] };
    }

    private static IEnumerable<HistoryStep> Simpler(HistoryStep step)
    {
        if (step.Fault is { } fault)
        {
            yield return step with { Fault = null };
            if (fault.At > 0)
                yield return step with { Fault = fault with { At = fault.At - 1 } };
        }

        if (step.Kind == StepKind.Submit)
        {
            foreach (var launch in Simpler(step.Launch!))
                yield return step with { Launch = launch };
        }
        else if (step.Number > 0)
        {
            yield return step with { Number = 0 };
            yield return step with { Number = step.Number - 1 };
        }

        if (step.Lane > 0)
            yield return step with { Lane = 0 };
    }

    private static IEnumerable<HistoryLaunch> Simpler(HistoryLaunch launch)
    {
        if (launch.Labels.Count > 0)
            yield return launch with { Labels = [] };
        if (launch.Priority != Priority.Medium)
            yield return launch with { Priority = Priority.Medium };
        if (launch.Elsewhere || launch.IsScheduler)
            yield return launch with { Elsewhere = false, IsScheduler = false };
        if (launch.DueIn > 0)
            yield return launch with { DueIn = 0 };
        if (launch.Queue != Names[0])
            yield return launch with { Queue = Names[0] };
    }

    private static T[] With<T>(IReadOnlyList<T> list, int index, T value) => [.. list.Select((old, at) => at == index ? value : old)];
}
