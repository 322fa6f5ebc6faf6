using Azure.Storage.Queues;
using LaunchAgent.Core;
using LaunchAgent.Storage;

namespace LaunchAgent.Functions.Health;

/// <summary>What health looks at, by clients of its own: they give up soon, because whoever asks wants an answer within seconds.</summary>
/// <param name="Launches">The table of launches.</param>
/// <param name="Directory">The table that lists the agents.</param>
/// <param name="RunItems">The queue that run items are dropped on.</param>
/// <param name="WakeupQueue">This agent's queue of wake-ups.</param>
public sealed record HealthStorage(ITable Launches, ITable Directory, QueueClient RunItems, QueueClient WakeupQueue)
{
    /// <summary>These, by the account's clients that give up soon.</summary>
    public static HealthStorage Of(StorageClients clients) => new(
        new AzureTable(clients.Table(LaunchTables.LaunchesName)),
        new AzureTable(clients.Table(LaunchTables.DirectoryName)),
        clients.Queue(StorageClients.RunItems),
        clients.WakeupQueue);
}
