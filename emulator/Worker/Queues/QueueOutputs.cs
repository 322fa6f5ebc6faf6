using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsEmulator.Discovery;
using FunctionsEmulator.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace FunctionsEmulator.Queues;

/// <summary>Sends what functions return to queues.</summary>
internal sealed class QueueOutputs(
    IConfiguration app, HostSettings settings, StorageConnections storage, IOptions<JsonSerializerOptions> json)
{
    private readonly ConcurrentDictionary<QueueOutput, QueueClient> _queues = [];

    public async Task SendAsync(FunctionEntry function, object result, CancellationToken cancellationToken)
    {
        foreach (var output in function.Outputs)
        {
            foreach (var message in Messages(output.Read(result)))
                await SendAsync(Queue(output), message, cancellationToken);
        }
    }

    /// <summary>Sends a message and makes the queue when it is missing, as the real host does for outputs and poison.</summary>
    public static async Task SendAsync(QueueClient queue, BinaryData message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendMessageAsync(message, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await queue.SendMessageAsync(message, cancellationToken: cancellationToken);
        }
    }

    public void Check(FunctionEntry function, ICollection<string> problems)
    {
        foreach (var output in function.Outputs)
        {
            storage.Check(output.Attribute.Connection, $"{function}, output {output.Name}", problems);
            QueueNames.Resolve(output.Attribute.QueueName, app, function, problems);
        }
    }

    private QueueClient Queue(QueueOutput output) => _queues.GetOrAdd(output, o => storage.CreateQueue(
        o.Attribute.Connection,
        SettingNames.Resolve(o.Attribute.QueueName, app, o.Name, []),
        new QueueClientOptions { MessageEncoding = settings.Queues.MessageEncoding }));

    private IEnumerable<BinaryData> Messages(object? value) => value switch
    {
        null => [],
        string text => [BinaryData.FromString(text)],
        byte[] bytes => [BinaryData.FromBytes(bytes)],
        BinaryData data => [data],
        IEnumerable many and not IDictionary => many.Cast<object?>().SelectMany(Messages),
        _ => [BinaryData.FromString(JsonSerializer.Serialize(value, value.GetType(), json.Value))],
    };
}
