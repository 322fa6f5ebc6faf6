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

/// <summary>Works off this agent's queue of nudges.</summary>
public sealed class NudgeFunctions(
    AgentOptions agent,
    FutureIndex future,
    Dispatcher dispatcher,
    DispatchChain dispatches,
    WatchChain chain,
    Watcher watcher,
    LookRequests looks,
    Reconcile reconcile,
    LaunchRemoval removal,
    DurableTaskHub hub,
    ILogger<NudgeFunctions> logger)
{
    /// <summary>Looks at what a nudge asks for.</summary>
    [Function("Nudge")]
    public async Task RunAsync(
        [QueueTrigger($"%{StorageClients.NudgesSetting}%")] string message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        switch (Parse(message))
        {
            case { Kind: NudgeKind.Dispatch, Queue: { } queue, Chain: { } link } when !await dispatches.TryFollowAsync(queue, link, cancellationToken):
                break;
            case { Kind: NudgeKind.Dispatch, Queue: { } queue }:
                await ReleaseAsync([queue], cancellationToken);
                await dispatcher.DispatchAsync(queue, cancellationToken);
                break;
            case { Kind: NudgeKind.Poke }:
                await ReleaseAsync(agent.Queues, cancellationToken);
                await dispatcher.DispatchAllAsync(cancellationToken);
                break;
            case { Kind: NudgeKind.Room, Cap: { } cap }:
                await dispatcher.DispatchRoomAsync(cap, cancellationToken);
                break;
            case { Kind: NudgeKind.Watch } link:
                await chain.FollowAsync(link, watcher.LookAsync, watcher.AnySlotAsync, cancellationToken);
                break;
            case { Kind: NudgeKind.Look }:
                looks.Begin();
                await watcher.LookAsync(cancellationToken);
                break;
            case { Kind: NudgeKind.Wake, Launch: { } launch, Claim: var claim }:
                await hub.TrySignalAsync(launch, claim, cancellationToken);
                break;
            case { Kind: NudgeKind.Recover }:
                await reconcile.RunAsync(cancellationToken);
                break;
            case { Kind: NudgeKind.Purge, Launch: { } launch, Claim: var claims }:
                await removal.PurgeOwnAsync(launch, claims, cancellationToken);
                break;
            default:
                logger.UnknownNudge(message);
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

    private static Nudge? Parse(string message)
    {
        try
        {
            return ContractJson.Deserialize<Nudge>(message);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
