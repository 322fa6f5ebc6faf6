using Azure.Storage.Queues;

namespace LaunchAgent.Tests.Integration.Azurite;

public sealed class AzuriteServerTests
{
    [Fact]
    public async Task Queue_MessageSent_IsReceived()
    {
        var queue = new QueueClient(AzuriteServer.ConnectionString, $"q-{Guid.NewGuid():n}");
        await queue.CreateAsync();

        await queue.SendMessageAsync("hello");

        Assert.Equal("hello", (await queue.ReceiveMessageAsync()).Value.MessageText);
    }
}
