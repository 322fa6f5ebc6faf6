using Azure.Core;
using Azure.Core.Extensions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Storage;

/// <summary>
/// The app's storage account, which is the one of the Functions host and is set in the same ways: <c>AzureWebJobsStorage</c> as a
/// connection string, or for an identity (<c>AzureWebJobsStorage__credential</c>, <c>__clientId</c>) the addresses
/// <c>__tableServiceUri</c> and its like, or <c>__accountName</c>.
/// </summary>
public static class StorageAccount
{
    /// <summary>The setting, and the key of the account's credential among the services.</summary>
    public const string Setting = "AzureWebJobsStorage";

    /// <summary>The name of the clients that give up after about four seconds, for whoever wants an answer within seconds.</summary>
    public const string Impatient = "impatient";

    private const int ImpatientRetries = 1;

    private const int Retries = 2;

    // With the waits between the tries a call gives up after 18 s: somebody who asked the API waits for it, and is told to ask again. The
    // clients' own limit is a hundred seconds a try.
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(5);

    // A block of output is a megabyte, and the line may be slow.
    private static readonly TimeSpan BlobTry = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ImpatientTry = TimeSpan.FromSeconds(2);

    /// <summary>Adds one client a service for the whole process, all with one credential.</summary>
    public static IServiceCollection AddStorageAccount(this IServiceCollection services, IConfiguration settings)
    {
        var account = settings.GetSection(Setting);

        // Made when the first client asks for it; with a connection string none does.
        services.AddKeyedSingleton(
            Setting, (provider, _) => provider.GetRequiredService<AzureComponentFactory>().CreateTokenCredential(account));
        services.AddAzureClients(azure =>
        {
            Blobs(azure).ConfigureOptions(options => GiveUp(options.Retry, BlobTry, Retries));
            Tables(azure).ConfigureOptions(options => GiveUp(options.Retry, Try, Retries));
            Queues(azure).ConfigureOptions(options => GiveUp(options.Retry, Try, Retries));
            Tables(azure).WithName(Impatient).ConfigureOptions(options => GiveUp(options.Retry, ImpatientTry, ImpatientRetries));
            Queues(azure).WithName(Impatient).ConfigureOptions(options => GiveUp(options.Retry, ImpatientTry, ImpatientRetries));
        });
        return services;

        IAzureClientBuilder<BlobServiceClient, BlobClientOptions> Blobs(AzureClientFactoryBuilder azure) =>
            azure.AddClient<BlobServiceClient, BlobClientOptions>((options, provider) => Open(
                account, "blob", provider, text => new BlobServiceClient(text, options), (uri, who) => new BlobServiceClient(uri, who, options)));

        IAzureClientBuilder<TableServiceClient, TableClientOptions> Tables(AzureClientFactoryBuilder azure) =>
            azure.AddClient<TableServiceClient, TableClientOptions>((options, provider) => Open(
                account, "table", provider, text => new TableServiceClient(text, options), (uri, who) => new TableServiceClient(uri, who, options)));

        IAzureClientBuilder<QueueServiceClient, QueueClientOptions> Queues(AzureClientFactoryBuilder azure) =>
            azure.AddClient<QueueServiceClient, QueueClientOptions>((options, provider) => Open(
                account, "queue", provider, text => new QueueServiceClient(text, options), (uri, who) => new QueueServiceClient(uri, who, options)));
    }

    private static void GiveUp(Azure.Core.RetryOptions options, TimeSpan perTry, int retries) =>
        (options.NetworkTimeout, options.MaxRetries) = (perTry, retries);

    private static T Open<T>(
        IConfigurationSection account,
        string service,
        IServiceProvider provider,
        Func<string, T> byConnection,
        Func<Uri, TokenCredential, T> byIdentity)
    {
        if (account.Value is not { Length: > 0 } connection)
            return byIdentity(AddressOf(account, service), provider.GetRequiredKeyedService<TokenCredential>(Setting));
        try
        {
            return byConnection(connection);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"The setting {Setting} is not a connection string of a storage account, such as AccountName=…;AccountKey=….", fault);
        }
    }

    private static Uri AddressOf(IConfigurationSection account, string service)
    {
        var setting = $"{Setting}__{service}ServiceUri";
        if (account[$"{service}ServiceUri"] is { Length: > 0 } text)
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var address)
                ? address
                : throw new InvalidOperationException(
                    $"The setting {setting} is '{text}'; it takes an address, such as https://name.{service}.core.windows.net.");
        }

        return account["accountName"] is { Length: > 0 } name
            ? new Uri($"https://{name}.{service}.core.windows.net")
            : throw new InvalidOperationException(
                $"The storage account is not set: give {Setting} a connection string, or {setting} an address, or {Setting}__accountName a name.");
    }
}
