using LaunchAgent.Core;
using LaunchAgent.Core.Queues;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Functions;

/// <summary>Creates what the app keeps its facts in, where a deployment has not done so: tables, containers and queue <c>default</c>.</summary>
public sealed class StorageSetup(LaunchTables tables, StorageClients clients, QueueCatalog queues) : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            tables.CreateIfNotExistsAsync(cancellationToken),
            clients.CreateIfNotExistsAsync(cancellationToken));
        await queues.CreateDefaultAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
