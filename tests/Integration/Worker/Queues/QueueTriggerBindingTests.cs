using System.Collections.Concurrent;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Worker.Queues;

public sealed class QueueTriggerBindingTests
{
    // Seen on the real host (4.1037): a JSON body bound to a record, property names without regard to case.
    [Fact]
    public async Task QueueTrigger_PocoParameter_IsReadWithoutRegardToCase()
    {
        var seen = await RunAsync<PocoFunction>("""{"NAME":"a","size":3}""");

        Assert.Equal(new Order("a", 3), seen);
    }

    [Theory]
    [InlineData(typeof(TextFunction), "hello")]
    [InlineData(typeof(BytesFunction), "bytes hello")]
    [InlineData(typeof(DataFunction), "data hello")]
    [InlineData(typeof(MessageFunction), "message hello 1")]
    public async Task QueueTrigger_EveryParameterType_TakesTheMessage(Type function, string expected) =>
        Assert.Equal(expected, await RunAsync(function, "hello"));

    // Seen on the real host (4.1037): parameters filled by name from the trigger's metadata without regard to case; DequeueCount is 1 first.
    [Fact]
    public async Task QueueTrigger_MetadataParameters_AreFilledByName() =>
        Assert.Equal("x count 1 id True inserted True size 3 missing ", await RunAsync<MetadataFunction>("""{"name":"x","size":3}"""));

    private static Task<object> RunAsync<T>(string message) => RunAsync(typeof(T), message);

    private static async Task<object> RunAsync(Type function, string message)
    {
        var queue = TestHost.NewQueue();
        await queue.CreateAsync();
        var builder = TestHost.CreateBuilder(function);
        builder.Configuration["TEST_QUEUE"] = queue.Name;
        var seen = new BlockingCollection<object>();
        builder.Services.AddSingleton(seen);
        await using var host = await TestHost.StartAsync(builder);

        await queue.SendMessageAsync(message);

        Assert.True(seen.TryTake(out var found, TimeSpan.FromSeconds(20)));
        return found!;
    }

    public sealed record Order(string Name, int Size);

    public sealed class PocoFunction(BlockingCollection<object> seen)
    {
        [Function("Poco")]
        public void Run([QueueTrigger("%TEST_QUEUE%")] Order order) => seen.Add(order);
    }

    public sealed class TextFunction(BlockingCollection<object> seen)
    {
        [Function("Text")]
        public Task Run([QueueTrigger("%TEST_QUEUE%")] string text)
        {
            seen.Add(text);
            return Task.CompletedTask;
        }
    }

    public sealed class BytesFunction(BlockingCollection<object> seen)
    {
        [Function("Bytes")]
        public void Run([QueueTrigger("%TEST_QUEUE%")] byte[] bytes) => seen.Add($"bytes {System.Text.Encoding.UTF8.GetString(bytes)}");
    }

    public sealed class DataFunction(BlockingCollection<object> seen)
    {
        [Function("Data")]
        public void Run([QueueTrigger("%TEST_QUEUE%")] BinaryData data) => seen.Add($"data {data}");
    }

    public sealed class MessageFunction(BlockingCollection<object> seen)
    {
        [Function("Message")]
        public void Run([QueueTrigger("%TEST_QUEUE%")] QueueMessage message) => seen.Add($"message {message.MessageText} {message.DequeueCount}");
    }

    public sealed class MetadataFunction(BlockingCollection<object> seen)
    {
        [Function("Metadata")]
        public void Run(
            [QueueTrigger("%TEST_QUEUE%")] string text,
            FunctionContext context,
            int dequeueCount,
            string id,
            DateTimeOffset insertionTime,
            string name,
            int size,
            string? missing,
            CancellationToken cancellationToken)
        {
            Assert.Equal(text, context.BindingContext.BindingData["queueTrigger"]);
            Assert.Equal(context.CancellationToken, cancellationToken);
            seen.Add($"{name} count {dequeueCount} id {Guid.TryParse(id, out _)} inserted {insertionTime > DateTimeOffset.UtcNow.AddMinutes(-5)} size {size} missing {missing}", cancellationToken);
        }
    }
}
