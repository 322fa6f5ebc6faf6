using Azure.Storage.Queues.Models;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Queues;

/// <summary>The way in: messages on <c>run-items</c>.</summary>
public sealed class IntakeFunctions(Intake intake, FirstDispatch dispatch)
{
    private const string PoisonSuffix = "-poison";

    /// <summary>Records a run item and offers it a slot at once.</summary>
    [Function("Intake")]
    public async Task RunAsync(
        [QueueTrigger(StorageClients.RunItems)] QueueMessage message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var accepted = await intake.AcceptAsync(ItemOf(message), cancellationToken);
        if (accepted.Queue == QueueCatalog.Rejected)
            return;

        // Delivering the message again would not help a launch that is recorded.
        await dispatch.TryAsync(accepted, client, cancellationToken);
    }

    /// <summary>
    /// Records a message that intake failed on again and again. The copy on the poison queue has an id of its own, and the
    /// launch may exist under the first one: so nothing is created here that could run.
    /// </summary>
    [Function("IntakePoison")]
    public Task RunPoisonAsync(
        [QueueTrigger(StorageClients.RunItems + PoisonSuffix)] QueueMessage message, CancellationToken cancellationToken) =>
        intake.RejectAsync(
            ItemOf(message),
            [new Problem("", "intake_failed", "The message could not be recorded in many tries; the agent's log says why. Submit it again.")],
            readable: null,
            cancellationToken);

    private static RunItem ItemOf(QueueMessage message) =>
        new(message.MessageId, (message.InsertedOn ?? DateTimeOffset.UnixEpoch).ToUniversalTime(), message.Body.ToString());
}
