using System.Collections.Concurrent;
using Azure.Storage.Queues;

namespace LaunchAgent.Tests.Integration.Worker.Queues;

public sealed class QueuePoisonTests
{
    // Seen on the real host (4.1037): a function that throws is tried again until maxDequeueCount, then the message is in QUEUE-poison;
    // DequeueCount is 1 on the first try. The copy has an id of its own: azure-sdk-for-net, WebJobs storage extension, QueueProcessor.
    [Fact]
    public async Task PoisonAfterMaxDequeueCount()
    {
        var queue = TestHost.NewQueue();
        await queue.CreateAsync();
        var counts = new ConcurrentQueue<long>();
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue,
            (message, _) =>
            {
                counts.Enqueue(message.DequeueCount);
                throw new InvalidOperationException("always");
            },
            ("maxDequeueCount", "3")));

        var sent = await queue.SendMessageAsync("bad");

        var poison = await ReadPoisonAsync(queue.Name);
        Assert.Equal("bad", poison.Body.ToString());
        Assert.NotEqual(sent.Value.MessageId, poison.MessageId);
        Assert.Equal([1, 2, 3], counts);
        await Eventually.TrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "the original is deleted");
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension, QueueProcessor.CompleteProcessingMessageAsync: not after visibilityTimeout.
    [Fact]
    public async Task LastFailureGoesToPoisonAtOnce()
    {
        var queue = TestHost.NewQueue();
        await queue.CreateAsync();
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue, (_, _) => throw new InvalidOperationException("always"), ("maxDequeueCount", "1"), ("visibilityTimeout", "01:00:00")));

        await queue.SendMessageAsync("bad");

        Assert.Equal("bad", (await ReadPoisonAsync(queue.Name)).Body.ToString());
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension, QueueProcessor.BeginProcessingMessageAsync: a host that died in the last try
    // counted it, so the next host moves the message without another run.
    [Fact]
    public async Task MessageDequeuedTooOftenGoesToPoisonWithoutRunning()
    {
        var queue = TestHost.NewQueue();
        await queue.CreateAsync();
        await queue.SendMessageAsync("bad");
        for (var i = 0; i < 2; i++)
        {
            var message = (await queue.ReceiveMessageAsync()).Value;
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        var runs = 0;
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue, (_, _) => Task.FromResult(Interlocked.Increment(ref runs)), ("maxDequeueCount", "2")));

        Assert.Equal("bad", (await ReadPoisonAsync(queue.Name)).Body.ToString());
        Assert.Equal(0, runs);
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension: its MessageDecodingFailed handler moves the text as it is.
    [Fact]
    public async Task UndecodableWithBase64GoesToPoisonWithoutRunning()
    {
        var queue = TestHost.NewQueue();
        await queue.CreateAsync();
        var runs = new ConcurrentQueue<string>();
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue,
            (message, _) =>
            {
                runs.Enqueue(message.Body.ToString());
                return Task.CompletedTask;
            },
            ("messageEncoding", "base64")));

        await queue.SendMessageAsync("{not base64}");
        await TestHost.Queue(queue.Name, QueueMessageEncoding.Base64).SendMessageAsync("good");

        Assert.Equal("{not base64}", (await ReadPoisonAsync(queue.Name)).Body.ToString());
        await Eventually.TrueAsync(() => !runs.IsEmpty, "the good one runs");
        Assert.Equal(["good"], runs);
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension: QueueListenerFactory makes no poison queue for a queue that is one,
    // and QueueProcessor then leaves a failed message locked.
    [Fact]
    public async Task FailureOnAPoisonQueueLeavesTheMessageLocked()
    {
        var queue = TestHost.NewQueue(suffix: "-poison");
        await queue.CreateAsync();
        var runs = new ConcurrentQueue<long>();
        var builder = QueueFunction.Builder(
            queue,
            (message, _) =>
            {
                runs.Enqueue(message.DequeueCount);
                throw new InvalidOperationException("always");
            },
            ("maxDequeueCount", "1"));
        builder.Configuration["EMULATOR_QUEUE_LOCK"] = "00:00:02";
        await using var host = await TestHost.StartAsync(builder);

        await queue.SendMessageAsync("bad");

        await Eventually.TrueAsync(() => !runs.IsEmpty, "it runs");
        await host.StopAsync();
        Assert.Single(runs);
        await Eventually.TrueAsync(async () => (await queue.PeekMessagesAsync()).Value.Length == 1, "it is back when the lock ends");
        Assert.False(await TestHost.Queue(queue.Name + "-poison").ExistsAsync());
    }

    private static async Task<Azure.Storage.Queues.Models.QueueMessage> ReadPoisonAsync(string queue)
    {
        var poison = TestHost.Queue(queue + "-poison");
        Azure.Storage.Queues.Models.QueueMessage? found = null;
        await Eventually.TrueAsync(
            async () => await poison.ExistsAsync() && (found = (await poison.ReceiveMessageAsync()).Value) is not null, "the message is in the poison queue");
        return found!;
    }
}
