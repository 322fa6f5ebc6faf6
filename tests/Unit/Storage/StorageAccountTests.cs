using Azure.Core;
using Azure.Identity;
using LaunchAgent.Core;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.House;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Unit.Storage;

public sealed class StorageAccountTests : IDisposable
{
    private const string Account = StorageAccount.Setting;

    // As infra/app/api.bicep sets them: the keys from there, the values as Azure fills them in.
    private static readonly Dictionary<string, string?> InAzure = BicepFile.Named("infra/app/api.bicep").KeysOf("settings")
        .Where(key => key.StartsWith(Account, StringComparison.Ordinal))
        .ToDictionary(key => key.Replace("__", ":", StringComparison.Ordinal), key => (string?)(key switch
        {
            "AzureWebJobsStorage__blobServiceUri" => "https://stx.blob.core.windows.net/",
            "AzureWebJobsStorage__queueServiceUri" => "https://stx.queue.core.windows.net/",
            "AzureWebJobsStorage__tableServiceUri" => "https://stx.table.core.windows.net/",
            "AzureWebJobsStorage__clientId" => "0b6f1f55-6a2d-4b0c-8a5e-000000000000",
            "AzureWebJobsStorage__credential" => "managedidentity",
            _ => "stx",
        }));

    private readonly List<ServiceProvider> _services = [];

    // Deployments are known to leave an empty connection string behind.
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Addresses_WithTheIdentityOfAzure_AreThoseOfTheAccount(string? connectionString) =>
        Assert.Equal(
            [
                "https://stx.blob.core.windows.net/launch-texts",
                "https://stx.blob.core.windows.net/launch-outputs",
                "https://stx.queue.core.windows.net/wakeups-func-api-x",
                "https://stx.table.core.windows.net/Launches",
            ],
            AddressesOf(new(InAzure) { [Account] = connectionString }));

    [Fact]
    public void Addresses_OfAnAccountThatIsOnlyNamed_AreThoseOfThePublicCloud() =>
        Assert.Equal(AddressesOf(InAzure), AddressesOf(new() { [$"{Account}:accountName"] = "stx" }));

    // As Azurite has them.
    [Theory]
    [InlineData("https://127.0.0.1:10000/stx")]
    [InlineData("https://127.0.0.1:10000/stx/")]
    public void Addresses_WithOrWithoutASlashAtTheEnd_AreTheSame(string address) => Assert.Equal(
        [
            "https://127.0.0.1:10000/stx/launch-texts",
            "https://127.0.0.1:10000/stx/launch-outputs",
            "https://127.0.0.1:10000/stx/wakeups-func-api-x",
            "https://127.0.0.1:10000/stx/Launches",
        ],
        AddressesOf(new()
        {
            [$"{Account}:blobServiceUri"] = address,
            [$"{Account}:queueServiceUri"] = address,
            [$"{Account}:tableServiceUri"] = address,
        }));

    [Theory]
    [InlineData("tableServiceUri")]
    [InlineData("blobServiceUri")]
    [InlineData("queueServiceUri")]
    public void Addresses_Missing_AreAskedForByName(string name) =>
        Assert.Contains(
            $"{Account}__{name} an address",
            RefusalOf(new(InAzure) { [$"{Account}:{name}"] = null, [$"{Account}:accountName"] = null }),
            StringComparison.Ordinal);

    [Fact]
    public void Addresses_ThatAreNone_AreNamed() =>
        Assert.Contains(
            $"{Account}__queueServiceUri is 'stx'", RefusalOf(new(InAzure) { [$"{Account}:queueServiceUri"] = "stx" }), StringComparison.Ordinal);

    [Fact]
    public void Settings_WithoutAnyOfTheAccount_AreAskedForByName() =>
        Assert.Contains($"give {Account} a connection string", RefusalOf([]), StringComparison.Ordinal);

    [Theory]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://vault/secrets/x)")]
    [InlineData("AccountName=stx;AccountKey=notBase64!")]
    [InlineData("AccountName=stx")]
    [InlineData("nonsense")]
    public void ConnectionString_ThatIsNone_IsNamedAndNotShown(string text)
    {
        var refusal = RefusalOf(new() { [Account] = text });

        Assert.Contains($"The setting {Account} is not a connection string", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void ConnectionString_WhenGiven_IsWhatCountsAndNeedsNoCredential()
    {
        var settings = new Dictionary<string, string?>(InAzure) { [Account] = "UseDevelopmentStorage=true" };
        var services = Services(settings, _ => throw new InvalidOperationException("Nobody needs it."));

        Assert.Equal("devstoreaccount1", services.GetRequiredService<StorageClients>().Texts.AccountName);
    }

    [Fact]
    public void Credential_OfAzure_IsTheManagedIdentityAndMadeOnce()
    {
        var services = Services(InAzure);

        var credential = Assert.IsType<ManagedIdentityCredential>(services.GetRequiredKeyedService<TokenCredential>(Account));
        Assert.Same(credential, services.GetRequiredKeyedService<TokenCredential>(Account));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0b6f1f55-6a2d-4b0c-8a5e-000000000000")]
    public void Credential_WithoutAKind_IsWhatTheMachineHas(string? clientId) =>
        Assert.IsType<DefaultAzureCredential>(CredentialOf(new(InAzure) { [$"{Account}:credential"] = null, [$"{Account}:clientId"] = clientId }));

    // It caches its tokens: one a client would fetch a token a client, and with a managed identity probe for it each time.
    [Fact]
    public async Task Credential_OfTheAccount_IsWhatAllClientsAsk()
    {
        var tokens = new CountedTokens();
        var services = Services(InAzure, _ => tokens);
        var clients = services.GetRequiredService<StorageClients>();

        await Assert.ThrowsAsync<NoTokenException>(() => clients.Texts.ExistsAsync());
        await Assert.ThrowsAsync<NoTokenException>(() => clients.Queue("wakeups-other").SendMessageAsync("text"));
        await Assert.ThrowsAsync<NoTokenException>(() => clients.Queue("wakeups-another").SendMessageAsync("text"));
        await Assert.ThrowsAsync<NoTokenException>(() => clients.Table("Launches").CreateIfNotExistsAsync());

        Assert.Equal(4, tokens.Asked);
    }

    public void Dispose() => _services.ForEach(services => services.Dispose());

    private string[] AddressesOf(Dictionary<string, string?> settings)
    {
        var clients = Services(settings).GetRequiredService<StorageClients>();
        Uri[] addresses = [clients.Texts.Uri, clients.Outputs.Uri, clients.WakeupQueue.Uri, clients.Table("Launches").Uri];
        return [.. addresses.Select(uri => uri.AbsoluteUri)];
    }

    private string RefusalOf(Dictionary<string, string?> settings) =>
        Assert.Throws<InvalidOperationException>(() => Services(settings).GetRequiredService<StorageClients>()).Message;

    private TokenCredential CredentialOf(Dictionary<string, string?> settings) =>
        Services(settings).GetRequiredKeyedService<TokenCredential>(Account);

    private ServiceProvider Services(Dictionary<string, string?> settings, Func<IServiceProvider, TokenCredential>? credential = null)
    {
        var named = new Dictionary<string, string?>(settings) { [StorageClients.WakeupsSetting] = "wakeups-func-api-x" };
        var services = new ServiceCollection().AddStorageClients(new ConfigurationBuilder().AddInMemoryCollection(named).Build());
        if (credential is not null)
            services.AddKeyedSingleton(Account, (provider, _) => credential(provider));
        _services.Add(services.BuildServiceProvider());
        return _services[^1];
    }

    private sealed class NoTokenException : Exception;

    private sealed class CountedTokens : TokenCredential
    {
        public int Asked { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked++;
            throw new NoTokenException();
        }
    }
}
