using Azure;
using LaunchAgent.Core.Agents;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Wakeups;

/// <summary>
/// Tells other agents that there is something to look at. An agent whose queue of nudges does not exist is logged and no error: it is not there
/// to be told, and its timers find out when it is.
/// </summary>
public sealed class OtherAgents(AgentDirectory agents, AgentOptions self, Nudges nudges, TimeProvider time, ILogger<OtherAgents> logger)
{
    // No queue has a blank in its name.
    private const string RoomIn = "room in ";
    private const string AllQueues = "all queues";

    private readonly NudgeBurst _burst = new(time);

    /// <summary>Has those who serve a run queue dispatch it.</summary>
    public Task DispatchAsync(string queue, CancellationToken cancellationToken) =>
        _burst.SendAsync(queue, delay => DispatchLaterAsync(queue, delay, cancellationToken));

    /// <summary>Has those who serve a run queue dispatch it after a delay, whatever else is on its way to them.</summary>
    public Task DispatchLaterAsync(string queue, TimeSpan delay, CancellationToken cancellationToken) => SendAllAsync(
        new Nudge(NudgeKind.Dispatch) { Queue = queue }, agent => agent.Queues.Contains(queue, StringComparer.Ordinal), delay, cancellationToken);

    /// <summary>Tells all of them that an executor has room again, which they may share.</summary>
    public Task OfferRoomAsync(string cap, CancellationToken cancellationToken) =>
        _burst.SendAsync(RoomIn + cap, delay => SendAllAsync(new Nudge(NudgeKind.Room) { Cap = cap }, _ => true, delay, cancellationToken));

    /// <summary>Has all of them dispatch all their queues.</summary>
    public Task PokeAsync(CancellationToken cancellationToken) =>
        _burst.SendAsync(AllQueues, delay => SendAllAsync(new Nudge(NudgeKind.Poke), _ => true, delay, cancellationToken));

    /// <summary>Sends a nudge to one other agent.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer.</exception>
    public async Task SendAsync(string name, Nudge nudge, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(name, cancellationToken) is { } agent)
            await SendAsync(agent, nudge, TimeSpan.Zero, cancellationToken);
        else
            logger.NobodyToNudge(name, nudge.Kind.ToString());
    }

    private async Task SendAllAsync(Nudge nudge, Func<AgentRow, bool> concerns, TimeSpan delay, CancellationToken cancellationToken)
    {
        // A silent one would only find a heap of nudges when it comes back; it dispatches all its queues then anyway.
        foreach (var agent in await agents.ListAsync(cancellationToken))
        {
            if (agent.Name != self.Name && concerns(agent) && !agents.IsSilent(agent))
                await TrySendAsync(agent, nudge, delay, cancellationToken);
        }
    }

    // One that cannot be reached must not keep the nudge from the others.
    private async Task TrySendAsync(AgentRow agent, Nudge nudge, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(agent, nudge, delay, cancellationToken);
        }
        catch (RequestFailedException refused)
        {
            logger.NotNudged(refused, agent.Name, agent.NudgesQueue!);
        }
    }

    private async Task SendAsync(AgentRow agent, Nudge nudge, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (agent.NudgesQueue is not { } queue)
        {
            logger.NobodyToNudge(agent.Name, nudge.Kind.ToString());
            return;
        }

        try
        {
            await nudges.SendToAsync(queue, nudge, delay, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            logger.NotNudged(missing, agent.Name, queue);
        }
    }
}
