using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using LaunchAgent.Storage;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core;

/// <summary>The app's storage among the services.</summary>
public static class StorageClientsRegistration
{
    /// <summary>Adds the clients of the account, and over them what the app keeps there by name; under the key <see cref="StorageAccount.Impatient"/> by clients that give up soon.</summary>
    public static IServiceCollection AddStorageClients(this IServiceCollection services, IConfiguration settings) => services
        .AddStorageAccount(settings)
        .AddSingleton(provider => new StorageClients(
            provider.GetRequiredService<TableServiceClient>(),
            provider.GetRequiredService<BlobServiceClient>(),
            provider.GetRequiredService<QueueServiceClient>(),
            settings))
        .AddKeyedSingleton(StorageAccount.Impatient, (provider, _) => new StorageClients(
            provider.GetRequiredService<IAzureClientFactory<TableServiceClient>>().CreateClient(StorageAccount.Impatient),
            provider.GetRequiredService<BlobServiceClient>(),
            provider.GetRequiredService<IAzureClientFactory<QueueServiceClient>>().CreateClient(StorageAccount.Impatient),
            settings))
        .AddSingleton(provider => LaunchTables.Of(provider.GetRequiredService<StorageClients>()))
        .AddSingleton(provider => new TextBlobs(provider.GetRequiredService<StorageClients>().Texts))
        .AddSingleton(provider => new OutputBlobs(provider.GetRequiredService<StorageClients>().Outputs))
        .AddSingleton<OperationIds>();
}
