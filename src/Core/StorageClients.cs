using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Core;

/// <summary>
/// What the app keeps in its storage account, by name. A client of one table, container or queue is a name over the service's client, whose
/// connections and credential it shares, so that it may be made anew for every call.
/// </summary>
public sealed class StorageClients(TableServiceClient tables, BlobServiceClient blobs, QueueServiceClient queues, IConfiguration settings)
{
    /// <summary>The queue that run items are dropped on.</summary>
    public const string RunItems = "run-items";

    // What the Functions host adds to a queue's name for the one that it moves messages to which it gives up.
    private const string PoisonSuffix = "-poison";

    /// <summary>The setting that names this agent's queue of wake-ups.</summary>
    public const string WakeupsSetting = "LAUNCH_WAKEUPS";

    /// <summary>The container of texts that are too long for a row.</summary>
    public BlobContainerClient Texts => blobs.GetBlobContainerClient("launch-texts");

    /// <summary>The container of the output of attempts.</summary>
    public BlobContainerClient Outputs => blobs.GetBlobContainerClient("launch-outputs");

    /// <summary>Where run items end that the host gave up.</summary>
    public QueueClient RunItemsPoison => Queue(RunItems + PoisonSuffix);

    /// <summary>This agent's queue of wake-ups.</summary>
    public QueueClient WakeupQueue => Queue(WakeupsName);

    /// <summary>Where wake-ups of this agent end that the host gave up.</summary>
    public QueueClient WakeupsPoison => Queue(WakeupsName + PoisonSuffix);

    private string WakeupsName => settings[WakeupsSetting]
        ?? throw new InvalidOperationException(
            $"The setting {WakeupsSetting} is missing: it names this agent's queue of wake-ups, such as wakeups-local.");

    /// <summary>A queue of the account, as those of other agents.</summary>
    public QueueClient Queue(string name) => queues.GetQueueClient(name);

    /// <summary>A table of the account.</summary>
    public TableClient Table(string name) => tables.GetTableClient(name);

    /// <summary>Creates the containers and queues that do not exist: the poison queues too, which the host would make when it needs them.</summary>
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Texts.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        Outputs.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        Queue(RunItems).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        RunItemsPoison.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        WakeupQueue.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        WakeupsPoison.CreateIfNotExistsAsync(cancellationToken: cancellationToken));
}
