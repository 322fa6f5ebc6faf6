using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Retention;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Launches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Agents;

/// <summary>Works off this agent's queue of wake-ups.</summary>
public sealed class WakeupFunctions(
    AgentOptions agent,
    DelayedLaunches future,
    Dispatcher dispatcher,
    DelayedDispatch dispatches,
    AttemptMonitorLoop chain,
    AttemptMonitor watcher,
    ObserveRequests looks,
    Reconcile reconcile,
    LaunchRemoval removal,
    DurableTaskHub hub,
    ILogger<WakeupFunctions> logger)
{
    /// <summary>Looks at what a wake-up asks for.</summary>
    [Function("Wakeup")]
    public async Task RunAsync(
        [QueueTrigger($"%{StorageClients.WakeupsSetting}%")] string message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        switch (Parse(message))
        {
            case { Kind: WakeupKind.Dispatch, Queue: { } queue, Chain: { } link } when !await dispatches.TryFollowAsync(queue, link, cancellationToken):
                break;
            case { Kind: WakeupKind.Dispatch, Queue: { } queue }:
                await ReleaseAsync([queue], cancellationToken);
                await dispatcher.DispatchAsync(queue, cancellationToken);
                break;
            case { Kind: WakeupKind.Poke }:
                await ReleaseAsync(agent.Queues, cancellationToken);
                await dispatcher.DispatchAllAsync(cancellationToken);
                break;
            case { Kind: WakeupKind.Room, ConcurrencyLimit: { } limit }:
                await dispatcher.DispatchRoomAsync(limit, cancellationToken);
                break;
            case { Kind: WakeupKind.Watch } link:
                await chain.FollowAsync(link, watcher.LookAsync, watcher.AnySlotAsync, cancellationToken);
                break;
            case { Kind: WakeupKind.Look }:
                looks.Begin();
                await watcher.LookAsync(cancellationToken);
                break;
            case { Kind: WakeupKind.Wake, Launch: { } launch, Claim: var claim }:
                await hub.TrySignalAsync(launch, claim, cancellationToken);
                break;
            case { Kind: WakeupKind.Recover }:
                await reconcile.RunAsync(cancellationToken);
                break;
            case { Kind: WakeupKind.Purge, Launch: { } launch, Claim: var claims }:
                await removal.PurgeOwnAsync(launch, claims, cancellationToken);
                break;
            default:
                logger.UnknownWakeup(message);
                break;
        }
    }

    private async Task ReleaseAsync(IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        foreach (var queue in queues)
        {
            if (await future.ReleaseAsync(queue, cancellationToken) is { } next && agent.Serves(queue))
                await dispatches.LookAtAsync(queue, next, cancellationToken);
        }
    }

    private static Wakeup? Parse(string message)
    {
        try
        {
            return ContractJson.Deserialize<Wakeup>(message);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
