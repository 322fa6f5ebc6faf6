using LaunchAgent.Storage;

namespace LaunchAgent.Core;

/// <summary>The app's tables.</summary>
/// <param name="Launches">One partition per run queue: header, launches, index, slots, history.</param>
/// <param name="Limits">One partition per limit: header, and one row per claim that counts against it.</param>
/// <param name="Sweeps">The sweeps, and which of them are under way.</param>
/// <param name="Directory">Small partitions that are listed whole: queues, agents, executors.</param>
public sealed record LaunchTables(ITable Launches, ITable Limits, ITable Sweeps, ITable Directory)
{
    /// <summary>Name of the table of launches.</summary>
    public const string LaunchesName = "Launches";

    /// <summary>Name of the table of limits.</summary>
    public const string LimitsName = "Limits";

    /// <summary>Name of the table of sweeps.</summary>
    public const string SweepsName = "Sweeps";

    /// <summary>Name of the table of small lists.</summary>
    public const string DirectoryName = "Directory";

    /// <summary>Those of the storage account.</summary>
    public static LaunchTables Of(StorageClients clients) => new(
        new AzureTable(clients.Table(LaunchesName)),
        new AzureTable(clients.Table(LimitsName)),
        new AzureTable(clients.Table(SweepsName)),
        new AzureTable(clients.Table(DirectoryName)));

    /// <summary>Creates the tables that do not exist.</summary>
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Launches.CreateIfNotExistsAsync(cancellationToken),
            Limits.CreateIfNotExistsAsync(cancellationToken),
            Sweeps.CreateIfNotExistsAsync(cancellationToken),
            Directory.CreateIfNotExistsAsync(cancellationToken));
}
