using Azure;
using LaunchAgent.Core.Agents;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Wakeups;

/// <summary>
/// Tells other agents that there is something to look at. An agent whose queue of wake-ups does not exist is logged and no error: it is not there
/// to be told, and its timers find out when it is.
/// </summary>
public sealed class AgentNotifier(AgentDirectory agents, AgentOptions self, WakeupQueue wakeups, TimeProvider time, ILogger<AgentNotifier> logger)
{
    // No queue has a blank in its name.
    private const string RoomIn = "room in ";
    private const string AllQueues = "all queues";

    private readonly WakeupBurst _burst = new(time);

    /// <summary>Has those who serve a run queue dispatch it.</summary>
    public Task DispatchAsync(string queue, CancellationToken cancellationToken) =>
        _burst.SendAsync(queue, delay => DispatchLaterAsync(queue, delay, cancellationToken));

    /// <summary>Has those who serve a run queue dispatch it after a delay, whatever else is on its way to them.</summary>
    public Task DispatchLaterAsync(string queue, TimeSpan delay, CancellationToken cancellationToken) => SendAllAsync(
        new Wakeup(WakeupKind.Dispatch) { Queue = queue }, agent => agent.Queues.Contains(queue, StringComparer.Ordinal), delay, cancellationToken);

    /// <summary>Tells all of them that an executor has room again, which they may share.</summary>
    public Task OfferRoomAsync(string limit, CancellationToken cancellationToken) =>
        _burst.SendAsync(RoomIn + limit, delay => SendAllAsync(new Wakeup(WakeupKind.Room) { ConcurrencyLimit = limit }, _ => true, delay, cancellationToken));

    /// <summary>Has all of them dispatch all their queues.</summary>
    public Task PokeAsync(CancellationToken cancellationToken) =>
        _burst.SendAsync(AllQueues, delay => SendAllAsync(new Wakeup(WakeupKind.Poke), _ => true, delay, cancellationToken));

    /// <summary>Sends a wake-up to one other agent.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer.</exception>
    public async Task SendAsync(string name, Wakeup wakeup, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(name, cancellationToken) is { } agent)
            await SendAsync(agent, wakeup, TimeSpan.Zero, cancellationToken);
        else
            logger.NobodyToWakeup(name, wakeup.Kind.ToString());
    }

    private async Task SendAllAsync(Wakeup wakeup, Func<AgentRow, bool> concerns, TimeSpan delay, CancellationToken cancellationToken)
    {
        // A silent one would only find a heap of wake-ups when it comes back; it dispatches all its queues then anyway.
        foreach (var agent in await agents.ListAsync(cancellationToken))
        {
            if (agent.Name != self.Name && concerns(agent) && !agents.IsSilent(agent))
                await TrySendAsync(agent, wakeup, delay, cancellationToken);
        }
    }

    // One that cannot be reached must not keep the wake-up from the others.
    private async Task TrySendAsync(AgentRow agent, Wakeup wakeup, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(agent, wakeup, delay, cancellationToken);
        }
        catch (RequestFailedException refused)
        {
            logger.NotWoken(refused, agent.Name, agent.WakeupsQueue!);
        }
    }

    private async Task SendAsync(AgentRow agent, Wakeup wakeup, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (agent.WakeupsQueue is not { } queue)
        {
            logger.NobodyToWakeup(agent.Name, wakeup.Kind.ToString());
            return;
        }

        try
        {
            await wakeups.SendToAsync(queue, wakeup, delay, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            logger.NotWoken(missing, agent.Name, queue);
        }
    }
}
