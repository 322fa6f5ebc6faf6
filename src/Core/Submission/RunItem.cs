using Azure.Storage.Queues.Models;

namespace LaunchAgent.Core.Submission;

/// <summary>A message on <c>run-items</c>.</summary>
/// <param name="MessageId">The queue's id of the message; the same at every delivery.</param>
/// <param name="InsertedAt">When it was put on the queue; the same at every delivery.</param>
/// <param name="Text">The body, as stored.</param>
public sealed record RunItem(string MessageId, DateTimeOffset InsertedAt, string Text)
{
    /// <summary>The run item that a message is.</summary>
    public static RunItem Of(QueueMessage message) =>
        new(message.MessageId, (message.InsertedOn ?? DateTimeOffset.UnixEpoch).ToUniversalTime(), message.Body.ToString());
}
