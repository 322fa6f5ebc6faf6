using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.WhyWaiting;

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
            ? new Reason(ReasonCodes.RetryBackoff, ReasonMessages.RetryBackoff(launch), Until: launch.DueAt)
            : new Reason(ReasonCodes.NotDue, ReasonMessages.NotDue, Until: launch.DueAt);
    }

    /// <summary>The reason of a launch that is due and not claimed.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="queue">How its queue stands.</param>
    /// <param name="position">Its place in the line, from 1; null when that is not known.</param>
    public static Reason OfQueue(LaunchRow launch, AdmissionSnapshot queue, int? position)
    {
        var takers = queue.TakersOf(launch.Labels);
        return queue switch
        {
            { Header: null or { Paused: true } } => new Reason(ReasonCodes.QueuePaused, ReasonMessages.QueuePaused(launch, queue), position),
            _ when takers.Count == 0 => new Reason(ReasonCodes.NoMatchingAgent, ReasonMessages.NoMatchingAgent(launch, queue), position),
            _ when takers[0].IsStopped => OfAgents(ReasonCodes.AgentStopped, ReasonMessages.AgentStopped(takers), position, takers),
            _ when takers[0].IsSilent => OfAgents(ReasonCodes.AgentOffline, ReasonMessages.AgentOffline(takers), position, takers),
            { IsLimitReached: true } => OfLaunches(
                ReasonCodes.LimitReached,
                ReasonMessages.LimitReached(launch, queue),
                position,
                queue.Slots.OrderBy(slot => slot.ClaimedAt).Select(slot => slot.Id.ToString())) with
            {
                Until = queue.LimitEndsAt,
            },
            _ when takers.All(agent => agent.IsFull) => OfAgents(ReasonCodes.AgentLimitReached, ReasonMessages.AgentLimitReached(launch, takers), position, takers),
            _ when launch.Executor is { } executor && queue.FullExecutors.TryGetValue(executor, out var running) => OfLaunches(
                ReasonCodes.ExecutorFull, ReasonMessages.ExecutorFull(launch), position, running),
            _ => new Reason(ReasonCodes.NextInLine, ReasonMessages.NextInLine(position), position),
        };
    }

    /// <summary>The reason of claimed work whose agent is not heard any more.</summary>
    /// <param name="reason">What the launch itself tells.</param>
    /// <param name="launch">The launch.</param>
    public static Reason HeldBySilent(Reason reason, LaunchRow launch) =>
        reason with { Message = $"{reason.Message} {ReasonMessages.HeldBySilent(launch)}", BlockedBy = [launch.Agent!] };

    private static Reason? OfClaimed(LaunchRow launch) => launch.State switch
    {
        LaunchState.Claimed when launch.DesiredState == DesiredState.Run => new Reason(ReasonCodes.Claiming, ReasonMessages.Claiming(launch)),
        LaunchState.Starting when launch.DesiredState == DesiredState.Run =>
            new Reason(ReasonCodes.Starting, ReasonMessages.Starting(launch), Until: launch.Terms.StartBy),
        LaunchState.Running when launch.DesiredState == DesiredState.Run => new Reason(ReasonCodes.Running, ReasonMessages.Running, Until: launch.Terms.EndBy),
        LaunchState.Claimed or LaunchState.Starting or LaunchState.Running or LaunchState.Stopping =>
            new Reason(ReasonCodes.Stopping, ReasonMessages.Stopping, Until: launch.Terms.ForceAt),
        _ => null,
    };

    private static Reason OfAgents(string code, string message, int? position, IEnumerable<AgentSnapshot> agents) =>
        new(code, message, position, [.. agents.Select(agent => agent.Name)]);

    private static Reason OfLaunches(string code, string message, int? position, IEnumerable<string> launches) =>
        new(code, message, position, [.. launches.Take(MostBlockers)]);
}
