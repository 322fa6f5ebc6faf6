using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using LaunchAgent.Functions.Http;
using Moq;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A storage queue in memory: what was received is hidden for a while, and what is peeked at is not touched.</summary>
internal sealed class MemoryQueue(string name, TimeProvider time) : QueueClient
{
    private readonly List<Message> _messages = [];
    private int _sent;

    public override string Name => name;

    /// <summary>Called before everything that is asked of the queue; throws to fail it, or waits to have it hang.</summary>
    public Func<string, CancellationToken, Task>? Before { get; set; }

    /// <summary>The texts of what is in it, hidden or not.</summary>
    public IEnumerable<string> Texts => _messages.Select(message => message.Text);

    public override async Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = default, TimeSpan? timeToLive = default, CancellationToken cancellationToken = default)
    {
        await AskAsync("send", cancellationToken);
        var now = time.GetUtcNow();
        _messages.Add(new Message($"m{_sent++}", messageText, now) { VisibleAt = now + (visibilityTimeout ?? TimeSpan.Zero) });
        return null!;
    }

    public override async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = default, TimeSpan? visibilityTimeout = default, CancellationToken cancellationToken = default)
    {
        await AskAsync("receive", cancellationToken);
        return ApiResults<QueueMessage[]>([.. Visible(maxMessages).Select(message =>
        {
            message.VisibleAt = time.GetUtcNow() + visibilityTimeout!.Value;
            return QueuesModelFactory.QueueMessage(
                message.Id, $"receipt-{++message.Deliveries}", new BinaryData(message.Text), message.Deliveries, insertedOn: message.InsertedAt);
        })]);
    }

    public override async Task<Response<PeekedMessage[]>> PeekMessagesAsync(int? maxMessages = default, CancellationToken cancellationToken = default)
    {
        await AskAsync("peek", cancellationToken);
        return ApiResults<PeekedMessage[]>([.. Visible(maxMessages).Select(message =>
            QueuesModelFactory.PeekedMessage(message.Id, new BinaryData(message.Text), message.Deliveries, message.InsertedAt))]);
    }

    public override async Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        await AskAsync("delete", cancellationToken);
        return _messages.RemoveAll(message => message.Id == messageId && popReceipt == $"receipt-{message.Deliveries}") > 0
            ? Mock.Of<Response>()
            : throw new RequestFailedException(404, "gone", "MessageNotFound", null);
    }

    private Task AskAsync(string what, CancellationToken cancellationToken) => Before?.Invoke(what, cancellationToken) ?? Task.CompletedTask;

    private List<Message> Visible(int? most) => [.. _messages.Where(message => message.VisibleAt <= time.GetUtcNow()).Take(most ?? 1)];

    private static Response<T> ApiResults<T>(T value) => Response.FromValue(value, Mock.Of<Response>());

    private sealed record Message(string Id, string Text, DateTimeOffset InsertedAt)
    {
        public DateTimeOffset VisibleAt { get; set; }

        public long Deliveries { get; set; }
    }
}
