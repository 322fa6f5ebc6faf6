using Azure.Storage.Queues;
using FunctionsEmulator.Discovery;
using FunctionsEmulator.Invocation;
using FunctionsEmulator.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Queues;

/// <summary>One listener for every function with a queue trigger.</summary>
internal sealed class QueueListeners(
    IConfiguration app, HostSettings settings, StorageConnections storage, QueueOutputs outputs, FunctionRunner runner, ILogger<QueueListener> logger)
{
    private readonly List<QueueListener> _listeners = [];

    public void Prepare(IReadOnlyList<FunctionEntry> functions, ICollection<string> problems)
    {
        foreach (var function in functions)
        {
            outputs.Check(function, problems);
            if (function.Trigger is not QueueTriggerAttribute trigger)
                continue;
            var found = problems.Count;
            storage.Check(trigger.Connection, function.ToString(), problems);
            var name = QueueNames.Resolve(trigger.QueueName, app, function, problems);
            if (problems.Count == found)
                _listeners.Add(Create(function, trigger.Connection, name));
        }
    }

    public void Start() => _listeners.ForEach(l => l.Start());

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_listeners.Select(l => l.StopAsync(cancellationToken)));

    private QueueListener Create(FunctionEntry function, string? connection, string name)
    {
        var options = new QueueClientOptions { MessageEncoding = settings.Queues.MessageEncoding };
        QueueClient? poison = null;
        if (!name.EndsWith(QueueNames.PoisonSuffix, StringComparison.Ordinal))
        {
            var poisonName = name + QueueNames.PoisonSuffix;
            poison = storage.CreateQueue(connection, poisonName, new QueueClientOptions { MessageEncoding = settings.Queues.MessageEncoding });
            var raw = storage.CreateQueue(connection, poisonName, new QueueClientOptions());
            options.MessageDecodingFailed += args => MoveUndecodableAsync(args, raw);
        }

        var queue = storage.CreateQueue(connection, name, options);
        var processor = new QueueProcessor(queue, poison, settings.Queues, logger);
        return new QueueListener(function, queue, processor, settings.Queues, runner, logger);
    }

    // The text goes over as it is stored: there is nothing to decode it with.
    private async Task MoveUndecodableAsync(QueueMessageDecodingFailedEventArgs args, QueueClient poison)
    {
        if (args.ReceivedMessage is not { } message)
            return;
        Log.Undecodable(logger, message.MessageId, args.Queue.Name);
        await QueueOutputs.SendAsync(poison, message.Body, args.CancellationToken);
        await args.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, args.CancellationToken);
    }
}
