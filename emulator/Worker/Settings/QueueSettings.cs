using Azure.Storage.Queues;

namespace FunctionsEmulator.Settings;

/// <summary>The part of host.json that rules queue triggers, and what the emulator adds to it.</summary>
internal sealed record QueueSettings
{
    public int BatchSize { get; init; } = 16;

    public int NewBatchThreshold { get; init; } = 8;

    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a message whose function failed stays invisible.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromSeconds(2);

    public QueueMessageEncoding MessageEncoding { get; init; } = QueueMessageEncoding.Base64;

    /// <summary>How long a message is invisible while its function runs; renewed at half of it.</summary>
    public TimeSpan ProcessingLock { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Queues whose messages are delivered again after their first success.</summary>
    public IReadOnlySet<string> DeliverTwice { get; init; } = new HashSet<string>();

    public bool DeliversTwice(string queue) => DeliverTwice.Contains("*") || DeliverTwice.Contains(queue);
}
