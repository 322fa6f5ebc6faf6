using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using LaunchAgent.Core.Submission;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// The Functions host gave a message up after many deliveries, and moved it to a poison queue. Those are empty for months, so they have no
/// trigger: it would ask them once a second.
/// </summary>
public sealed class PoisonQueues(StorageClients storage, Intake intake, ILogger<PoisonQueues> logger) : IAgentRepair
{
    private const int MostAtOnce = 32;

    private const int LongestInLog = 1000;

    // Longer than a healing line may take, so that no other run meets a message under way; one that failed comes again with a later run.
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(50);

    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        await EmptyAsync(storage.RunItemsPoison, RecordAsync, cancellationToken);
        await EmptyAsync(storage.WakeupsPoison, DropAsync, cancellationToken);
    }

    private async Task EmptyAsync(
        QueueClient queue, Func<QueueMessage, CancellationToken, Task> settle, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            var messages = await ReceiveAsync(queue, cancellationToken);
            foreach (var message in messages)
                await SettleAsync(queue, message, settle, cancellationToken);
            count = messages.Length;
        }
        while (count == MostAtOnce);
    }

    private static async Task<QueueMessage[]> ReceiveAsync(QueueClient queue, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.ReceiveMessagesAsync(MostAtOnce, Hidden, cancellationToken);
        }
        // It was made at the start, and somebody deleted it; the host makes it when it gives something up.
        catch (RequestFailedException missing) when (missing.ErrorCode == "QueueNotFound")
        {
            return [];
        }
    }

    // Recorded first and deleted then, so that nothing is lost in between; the record's id comes from the message, so there is only one.
    private async Task SettleAsync(
        QueueClient queue, QueueMessage message, Func<QueueMessage, CancellationToken, Task> settle, CancellationToken cancellationToken)
    {
        try
        {
            await settle(message, cancellationToken);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        }
        // One that cannot be recorded does not stop those behind it.
        catch (Exception fault) when (!StorageOutage.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            logger.PoisonNotSettled(fault, message.MessageId);
        }
    }

    private Task RecordAsync(QueueMessage message, CancellationToken cancellationToken) =>
        intake.RecordFailedAsync(RunItem.Of(message), cancellationToken);

    // A wake-up carries no facts: the other healing lines find what it asked for.
    private Task DropAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        logger.WakeupGivenUp(Truncate.Of(message.Body.ToString(), LongestInLog));
        return Task.CompletedTask;
    }
}
