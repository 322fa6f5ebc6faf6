using System.Text;
using Azure.Storage.Queues;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Tests.Integration.Interop;

/// <summary>Messages between our side and Microsoft's queue client for Node, which never encodes.</summary>
public sealed class QueueInteropTests
{
    private const string Text = """{"name":"ünï ✓ <&>","args":["--x"]}""";

    [Fact]
    public async Task Message_SentByNode_IsReceivedInBothEncodings()
    {
        var plain = Queue(QueueMessageEncoding.None);
        var encoded = Queue(QueueMessageEncoding.Base64);

        await NodeClients.RunAsync("send", plain.Name, Text);
        await NodeClients.RunAsync("send", encoded.Name, Base64(Text));

        Assert.Equal(Text, (await plain.ReceiveMessageAsync()).Value.Body.ToString());
        Assert.Equal(Text, (await encoded.ReceiveMessageAsync()).Value.Body.ToString());
    }

    [Fact]
    public async Task Message_SentByOurs_IsReceivedByNodeInBothEncodings()
    {
        var plain = Queue(QueueMessageEncoding.None);
        var encoded = Queue(QueueMessageEncoding.Base64);
        await plain.CreateAsync();
        await encoded.CreateAsync();

        await plain.SendMessageAsync(Text);
        await encoded.SendMessageAsync(Text);

        Assert.Equal([Text], await Received(plain));
        Assert.Equal([Base64(Text)], await Received(encoded));
    }

    private static async Task<IEnumerable<string?>> Received(QueueClient queue) =>
        (await NodeClients.RunAsync("receive", queue.Name)).EnumerateArray().Select(t => t.GetString());

    private static QueueClient Queue(QueueMessageEncoding encoding) =>
        new(AzuriteServer.ConnectionString, $"q-{Guid.NewGuid():n}", new QueueClientOptions { MessageEncoding = encoding });

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
