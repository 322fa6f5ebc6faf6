using DurableTask.Core.Exceptions;
using Grpc.Core;
using LaunchAgent.Functions.Queues;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>Starts and signals the orchestrations of claims; the one place that knows how the durable client refuses.</summary>
public static class ClaimOrchestrations
{
    /// <summary>The payload-free event that tells an orchestration to look at its rows again.</summary>
    public const string Signal = "signal";

    /// <summary>Starts the orchestration of a claim; one that runs already is left alone.</summary>
    public static async Task StartAsync(DurableTaskClient client, ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(LaunchOrchestration), claim, new Microsoft.DurableTask.StartOrchestrationOptions(claim.InstanceId), cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Whoever started it did so for the same claim.
        }
    }

    /// <summary>Tells the orchestration of a claim to look again. False when there is none to tell.</summary>
    public static async Task<bool> TrySignalAsync(
        DurableTaskClient client, string launchId, int claim, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(ClaimedLaunch.InstanceIdOf(launchId, claim), Signal, eventPayload: null, cancellationToken);
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }
}
