using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Unit.House;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Tests.Unit.Storage;

public sealed class StorageClientsTests
{
    // As infra/app/api.bicep sets them: the keys from there, the values as Azure fills them in.
    private static readonly Dictionary<string, string?> InAzure = BicepFile.Named("infra/app/api.bicep").KeysOf("settings")
        .Where(key => key.StartsWith("AzureWebJobsStorage", StringComparison.Ordinal))
        .ToDictionary(key => key.Replace("__", ":", StringComparison.Ordinal), key => (string?)(key switch
        {
            "AzureWebJobsStorage__blobServiceUri" => "https://stx.blob.core.windows.net/",
            "AzureWebJobsStorage__queueServiceUri" => "https://stx.queue.core.windows.net/",
            "AzureWebJobsStorage__tableServiceUri" => "https://stx.table.core.windows.net/",
            "AzureWebJobsStorage__clientId" => "0b6f1f55-6a2d-4b0c-8a5e-000000000000",
            "AzureWebJobsStorage__credential" => "managedidentity",
            _ => "stx",
        }));

    // Deployments are known to leave an empty connection string behind.
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Addresses_WithTheIdentityOfAzure_AreThoseOfTheAccount(string? connectionString)
    {
        var clients = Clients(new(InAzure) { ["AzureWebJobsStorage"] = connectionString });

        Assert.Equal(
            [
                "https://stx.blob.core.windows.net/launch-texts",
                "https://stx.blob.core.windows.net/launch-outputs",
                "https://stx.queue.core.windows.net/nudges-func-api-x",
            ],
            new[] { clients.Texts.Uri, clients.Outputs.Uri, clients.Nudges.Uri }.Select(uri => uri.AbsoluteUri));
        Assert.StartsWith("https://stx.table.core.windows.net/", clients.Table("Launches").Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://storage.example/stx")]
    [InlineData("https://storage.example/stx/")]
    public void Addresses_WithOrWithoutASlashAtTheEnd_AreTheSame(string address) => Assert.Equal(
        "https://storage.example/stx/launch-texts",
        Clients(new(InAzure) { ["AzureWebJobsStorage:blobServiceUri"] = address }).Texts.Uri.AbsoluteUri);

    [Fact]
    public void Addresses_Missing_AreAskedForByName()
    {
        var clients = Clients(new(InAzure) { ["AzureWebJobsStorage:queueServiceUri"] = null });

        Assert.Contains("AzureWebJobsStorage__queueServiceUri", Assert.Throws<InvalidOperationException>(() => clients.Nudges).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConnectionString_WhenGiven_IsWhatCounts() => Assert.Equal(
        "devstoreaccount1", Clients(new(InAzure) { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" }).Texts.AccountName);

    private static StorageClients Clients(Dictionary<string, string?> settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings).AddInMemoryCollection([KeyValuePair.Create(StorageClients.NudgesSetting, (string?)"nudges-func-api-x")]).Build(), []);
}
