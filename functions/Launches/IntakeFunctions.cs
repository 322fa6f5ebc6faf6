using Azure.Storage.Queues.Models;
using LaunchAgent.Core;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Submission;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Launches;

/// <summary>The way in: messages on <c>run-items</c>.</summary>
public sealed class IntakeFunctions(Intake intake, DispatchOnSubmit dispatch, DurableTaskHub hub)
{
    /// <summary>Records a run item and offers it a slot at once.</summary>
    [Function("Intake")]
    public async Task RunAsync(
        [QueueTrigger(StorageClients.RunItems)] QueueMessage message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        hub.Use(client);
        var accepted = await intake.AcceptAsync(RunItem.Of(message), cancellationToken);
        if (accepted.Queue == QueueNames.Rejected)
            return;

        // Delivering the message again would not help a launch that is recorded.
        await dispatch.TryAsync(accepted, cancellationToken);
    }
}
