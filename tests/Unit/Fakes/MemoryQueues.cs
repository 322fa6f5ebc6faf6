using Azure.Storage.Queues;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>The queues of an account in memory; each is there as soon as somebody names it.</summary>
internal sealed class MemoryQueues(TimeProvider time) : QueueServiceClient
{
    private readonly Dictionary<string, MemoryQueue> _queues = new(StringComparer.Ordinal);

    public MemoryQueue this[string name] => _queues.TryGetValue(name, out var queue) ? queue : _queues[name] = new MemoryQueue(name, time);

    public override QueueClient GetQueueClient(string queueName) => this[queueName];
}
