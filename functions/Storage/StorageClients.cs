using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Functions.Storage;

/// <summary>
/// The clients of the app's storage account, which is the one of the Functions host: <c>AzureWebJobsStorage</c> as a connection
/// string, or <c>AzureWebJobsStorage__tableServiceUri</c> and its like with a managed identity.
/// </summary>
public sealed class StorageClients(IConfiguration settings, IEnumerable<HttpPipelinePolicy> policies)
{
    /// <summary>The queue that run items are dropped on.</summary>
    public const string RunItems = "run-items";

    /// <summary>The setting that names this agent's queue of nudges.</summary>
    public const string NudgesSetting = "LAUNCH_NUDGES";

    private const string Section = "AzureWebJobsStorage";

    private readonly HttpPipelinePolicy[] _policies = [.. policies];

    /// <summary>The container of texts that are too long for a row.</summary>
    public BlobContainerClient Texts => Container("launch-texts");

    /// <summary>The container of the output of attempts.</summary>
    public BlobContainerClient Outputs => Container("launch-outputs");

    /// <summary>This agent's queue of nudges.</summary>
    public QueueClient Nudges => NudgesOf(settings[NudgesSetting]
        ?? throw new InvalidOperationException($"The setting {NudgesSetting} is missing: it names this agent's queue of nudges, such as nudges-local."));

    /// <summary>The queue of nudges of any agent, by its name.</summary>
    public QueueClient NudgesOf(string queueName) => Queue(queueName);

    /// <summary>A table of the account.</summary>
    public TableClient Table(string name) => settings[Section] is { Length: > 0 } connection
        ? new TableClient(connection, name, Observed(new TableClientOptions()))
        : new TableClient(Endpoint("table"), name, Credential(), Observed(new TableClientOptions()));

    /// <summary>Creates the containers and queues that do not exist.</summary>
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Texts.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        Outputs.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        Queue(RunItems).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        Nudges.CreateIfNotExistsAsync(cancellationToken: cancellationToken));

    private BlobContainerClient Container(string name) => settings[Section] is { Length: > 0 } connection
        ? new BlobContainerClient(connection, name, Observed(new BlobClientOptions()))
        : new BlobContainerClient(new Uri(Endpoint("blob"), name), Credential(), Observed(new BlobClientOptions()));

    private QueueClient Queue(string name) => settings[Section] is { Length: > 0 } connection
        ? new QueueClient(connection, name, Observed(new QueueClientOptions()))
        : new QueueClient(new Uri(Endpoint("queue"), name), Credential(), Observed(new QueueClientOptions()));

    private T Observed<T>(T options)
        where T : ClientOptions
    {
        foreach (var policy in _policies)
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }

    private Uri Endpoint(string service) => settings[$"{Section}:{service}ServiceUri"] is { Length: > 0 } uri
        ? new Uri(uri.EndsWith('/') ? uri : uri + "/")
        : throw new InvalidOperationException(
            $"The storage account is not set: give {Section} a connection string, or {Section}__{service}ServiceUri an address.");

    private DefaultAzureCredential Credential() =>
        new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings[$"{Section}:clientId"] });
}
