using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Settings;

/// <summary>Makes the host's own storage clients. All of them take the pipeline policies of the app's services, where tests inject faults.</summary>
internal sealed class StorageConnections(IConfiguration app, IEnumerable<HttpPipelinePolicy> policies)
{
    private const string Default = "AzureWebJobsStorage";

    /// <summary>Adds a problem if the connection of that name is not set.</summary>
    public void Check(string? connection, string usedBy, ICollection<string> problems)
    {
        if (Find(connection) is null)
            problems.Add($"{usedBy}: the setting '{NameOf(connection)}' with a storage connection string is not set.");
    }

    public QueueClient CreateQueue(string? connection, string queue, QueueClientOptions options) =>
        new(Get(connection), queue, WithPolicies(options));

    public TableServiceClient CreateTables(string? connection) => new(Get(connection), WithPolicies(new TableClientOptions()));

    public BlobContainerClient CreateContainer(string container) => new(Get(connection: null), container, WithPolicies(new BlobClientOptions()));

    private static string NameOf(string? connection) => string.IsNullOrEmpty(connection) ? Default : connection;

    private string Get(string? connection) =>
        Find(connection) ?? throw new InvalidOperationException($"The setting '{NameOf(connection)}' with a storage connection string is not set.");

    // As the real host: with the prefix AzureWebJobs first, then the name itself, then the connection strings.
    private string? Find(string? connection)
    {
        var name = NameOf(connection);
        return new[] { app[$"AzureWebJobs{name}"], app[name], app.GetConnectionString(name) }.FirstOrDefault(v => !string.IsNullOrEmpty(v));
    }

    private T WithPolicies<T>(T options)
        where T : ClientOptions
    {
        foreach (var policy in policies)
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }
}
