using DurableTask.Core.Exceptions;
using Grpc.Core;
using LaunchAgent.Core.Launches;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>
/// The task hub of the Functions host. Its client is a binding and no service: each function that declares <c>[DurableClient]</c> hands it over,
/// and it stays the same as long as the process lives, so that work which goes on after an invocation has it too. The one place that knows how
/// the durable client refuses.
/// </summary>
public sealed class DurableTaskHub : ITaskHub
{
    /// <summary>The payload-free event that tells an orchestration to look at its rows again.</summary>
    public const string Signal = "signal";

    private volatile DurableTaskClient? _client;

    private DurableTaskClient Client => _client
        ?? throw new InvalidOperationException("No function has handed over a durable client in this process yet; one that reaches the task hub must declare [DurableClient].");

    /// <summary>Hands over the client; every function that may reach the hub does so first.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    /// <inheritdoc />
    public async Task StartAsync(ClaimedLaunch claim, CancellationToken cancellationToken)
    {
        try
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(LaunchOrchestration), claim, new StartOrchestrationOptions(claim.InstanceId), cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Whoever started it did so for the same claim.
        }
    }

    /// <inheritdoc />
    public async Task<bool> TrySignalAsync(string launchId, int claim, CancellationToken cancellationToken)
    {
        try
        {
            await Client.RaiseEventAsync(ClaimedLaunch.InstanceIdOf(launchId, claim), Signal, eventPayload: null, cancellationToken);
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public async Task<OrchestrationProgress> FindAsync(ClaimedLaunch claim, CancellationToken cancellationToken) =>
        (await Client.GetInstanceAsync(claim.InstanceId, cancellationToken))?.RuntimeStatus switch
        {
            null => OrchestrationProgress.None,
            OrchestrationRuntimeStatus.Pending => OrchestrationProgress.Pending,
            OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended => OrchestrationProgress.Running,
            _ => OrchestrationProgress.Ended,
        };

    /// <inheritdoc />
    public Task PurgeAsync(string launchId, int claim, CancellationToken cancellationToken) =>
        Client.PurgeInstanceAsync(ClaimedLaunch.InstanceIdOf(launchId, claim), cancellationToken);
}
