using LaunchAgent.Contracts;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches.Reasons;

/// <summary>Why a launch is not further: the first reason that applies, in the order of <see cref="ReasonCodes"/>.</summary>
public static class ReasonRule
{
    private const int MostBlockers = 100;

    /// <summary>The reason that the launch itself tells; null when it has ended, or when how its queue stands decides.</summary>
    public static Reason? OfLaunch(LaunchRow launch, DateTimeOffset now)
    {
        if (launch.State.IsFinal())
            return null;
        if (launch.IndexKey is null)
            return OfClaimed(launch);
        if (launch.DueAt <= now)
            return null;
        return launch.State == LaunchState.AwaitingRetry
            ? new Reason(ReasonCodes.RetryBackoff, "An attempt ended; the next one begins when its back-off is over.", Until: launch.DueAt)
            : new Reason(ReasonCodes.NotDue, "Its start time has not come.", Until: launch.DueAt);
    }

    /// <summary>The reason of a launch that is due and not claimed.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="queue">How its queue stands.</param>
    /// <param name="position">Its place in the line, from 1; null when that is not known.</param>
    public static Reason OfQueue(LaunchRow launch, QueueSituation queue, int? position)
    {
        var matching = queue.Agents.Where(agent => LabelSet.Matches(agent.Labels, launch.Labels)).ToArray();
        var polling = matching.Where(agent => !agent.IsStopped).ToArray();
        var live = polling.Where(agent => !agent.IsSilent).ToArray();
        return queue switch
        {
            { Header: null or { Paused: true } } => new Reason(ReasonCodes.QueuePaused, $"Queue '{launch.Queue}' is paused.", position),
            _ when matching.Length == 0 => new Reason(ReasonCodes.NoMatchingAgent, WhyNoAgent(launch, queue), position),
            _ when polling.Length == 0 => Blocked(ReasonCodes.AgentStopped, $"Told to stop polling: {NamesOf(matching)}.", position, matching),
            _ when live.Length == 0 => Blocked(ReasonCodes.AgentOffline, $"Not heard for a while: {NamesOf(polling)}.", position, polling),
            _ when IsLimitReached(queue) => new Reason(
                ReasonCodes.LimitReached,
                $"Queue '{launch.Queue}' runs {queue.Slots.Count} of at most {queue.Limit} launches.",
                position,
                [.. queue.Slots.Take(MostBlockers).Select(slot => slot.Id.ToString())]),
            _ when live.All(agent => agent.IsFull) => Blocked(ReasonCodes.AgentLimitReached, $"Holding as many launches as allowed: {NamesOf(live)}.", position, live),
            _ when queue.FullExecutors.Contains(launch.Executor) => new Reason(
                ReasonCodes.ExecutorFull, $"Executor '{launch.Executor}' runs as many attempts as it can.", position),
            _ => new Reason(ReasonCodes.NextInLine, WhyInLine(position), position),
        };
    }

    private static Reason? OfClaimed(LaunchRow launch) => launch.State switch
    {
        LaunchState.Claimed when launch.DesiredState == DesiredState.Run => new Reason(ReasonCodes.Claiming, $"Agent '{launch.Agent}' has claimed it and prepares it."),
        LaunchState.Starting when launch.DesiredState == DesiredState.Run =>
            new Reason(ReasonCodes.Starting, $"Executor '{launch.Executor}' starts its command.", Until: launch.Terms.StartBy),
        LaunchState.Running when launch.DesiredState == DesiredState.Run => new Reason(ReasonCodes.Running, "Its command runs.", Until: launch.Terms.EndBy),
        LaunchState.Claimed or LaunchState.Starting or LaunchState.Running or LaunchState.Stopping =>
            new Reason(ReasonCodes.Stopping, "It was asked to stop and is ending.", Until: launch.Terms.ForceAt),
        _ => null,
    };

    private static bool IsLimitReached(QueueSituation queue) =>
        queue.Limit != QueueConfig.Unlimited && queue.Slots.Count >= queue.Limit;

    private static Reason Blocked(string code, string message, int? position, AgentSituation[] agents) => new(code, message, position, [.. agents.Select(agent => agent.Name)]);

    private static string NamesOf(AgentSituation[] agents) => (agents.Length == 1 ? "agent " : "agents ") + string.Join(", ", agents.Select(agent => $"'{agent.Name}'"));

    private static string WhyNoAgent(LaunchRow launch, QueueSituation queue) => (queue.Agents.Count, launch.Labels.Count) switch
    {
        (0, _) => $"No agent serves queue '{launch.Queue}'.",
        (_, 0) => $"Every agent of queue '{launch.Queue}' has labels, and takes no launch without labels.",
        _ => $"No agent of queue '{launch.Queue}' has all of these labels: {string.Join(", ", launch.Labels)}.",
    };

    private static string WhyInLine(int? position) => position switch
    {
        null => "Nothing stands in its way but those before it.",
        1 => "Nothing stands in its way: it is claimed next.",
        2 => "Nothing stands in its way but 1 launch before it.",
        _ => $"Nothing stands in its way but {position - 1} launches before it.",
    };
}
