using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using FunctionsEmulator.Faults;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Tests.Integration.Tables;

public sealed class CredentialTests
{
    private static readonly Uri Endpoint = new("https://acct.table.core.windows.net/");

    [Fact]
    public async Task SharedKey_SignsDateAndPath_WithTheAccountKey()
    {
        var key = Convert.ToBase64String("secret"u8);
        var transport = new StubTransport();
        var table = new TableClient(Endpoint, "tab", new TableSharedKeyCredential("acct", key), transport.Options());

        await table.GetEntityIfExistsAsync<TableEntity>("p'q", "r s");

        // "SharedKeyLite" of learn.microsoft.com, rest/api/storageservices/authorize-with-shared-key: date and canonical resource.
        var date = transport.Header("x-ms-date")!;
        var signed = $"{date}\n/acct/tab(PartitionKey='p%27%27q',RowKey='r%20s')";
        var signature = Convert.ToBase64String(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(signed)));
        Assert.Equal($"SharedKeyLite acct:{signature}", transport.Header("Authorization"));
        Assert.True(DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    [Fact]
    public async Task SharedKey_Wrong_Is403AuthenticationFailed()
    {
        var wrong = AzuriteServer.ConnectionString.Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);
        var table = new TableClient(wrong, TestTable.Name(), TestTable.Options());

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync());

        Assert.Equal(403, error.Status);
    }

    [Fact]
    public async Task Token_OfTheStorageScope_GoesAsBearer()
    {
        var transport = new StubTransport();
        var credential = new StubCredential();
        var table = new TableServiceClient(Endpoint, credential, transport.Options()).GetTableClient("tab");

        await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.Equal("Bearer token", transport.Header("Authorization"));
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes);
        Assert.Equal("https://acct.table.core.windows.net/tab(PartitionKey='p',RowKey='r')", transport.Uri);
    }

    [Fact]
    public async Task Token_OverHttp_IsRefused()
    {
        var table = new TableClient(new Uri("http://acct.table.core.windows.net"), "tab", new StubCredential(), new StubTransport().Options());

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.GetEntityIfExistsAsync<TableEntity>("p", "r"));
    }

    [Fact]
    public async Task SharedAccessSignature_GoesIntoTheQuery()
    {
        var transport = new StubTransport();
        var ofConnection = new TableClient(
            "TableEndpoint=https://acct.table.core.windows.net/;SharedAccessSignature=sv=1&sig=a%3D", "tab", transport.Options());
        var ofCredential = new TableClient(new Uri(Endpoint, "tab"), new AzureSasCredential("sv=1&sig=a%3D"), transport.Options());
        var ofAddress = new TableClient(new Uri(Endpoint, "tab?sv=1&sig=a%3D"), transport.Options());

        foreach (var table in new[] { ofConnection, ofCredential, ofAddress })
        {
            await table.GetEntityIfExistsAsync<TableEntity>("p", "r", ["A"]);

            Assert.Equal("https://acct.table.core.windows.net/tab(PartitionKey='p',RowKey='r')?$select=A&sv=1&sig=a%3D", transport.Uri);
            Assert.Null(transport.Header("Authorization"));
        }
    }

    [Fact]
    public async Task SharedAccessSignature_OfARepeatedCall_IsThereOnce()
    {
        var faults = new StorageFaults();
        var rule = faults.Add(new FaultRule { Action = FaultAction.Fail, Reads = true });
        var transport = new StubTransport();
        var options = transport.Options();
        options.AddPolicy(new StorageFaultPolicy(faults, TimeProvider.System), HttpPipelinePosition.PerRetry);
        var table = new TableClient(new Uri(Endpoint, "tab"), new AzureSasCredential("sig=a"), options);

        await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        Assert.Equal((2, "https://acct.table.core.windows.net/tab(PartitionKey='p',RowKey='r')?sig=a"), (rule.Seen, transport.Uri));
    }

    [Fact]
    public void SharedAccessSignature_OverHttp_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new TableClient(new Uri("http://acct.table.core.windows.net/tab"), new AzureSasCredential("sig")));

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://box", "http://box:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net", "https://a.table.core.windows.net/", "a")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=x.y", "http://a.table.x.y/", "a")]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0;TableEndpoint=http://127.0.0.1:7/a", "http://127.0.0.1:7/a", "a")]
    public void ConnectionString_OfEachForm_NamesEndpointAndAccount(string connectionString, string endpoint, string account)
    {
        var service = new TableServiceClient(connectionString);

        Assert.Equal((new Uri(endpoint), account), (service.Uri, service.AccountName));
        Assert.Equal($"{endpoint.TrimEnd('/')}/tab", service.GetTableClient("tab").Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("AccountName=a;AccountKey=c2VjcmV0")]
    [InlineData("TableEndpoint=http://127.0.0.1:7/a")]
    public void ConnectionString_Incomplete_IsRefused(string connectionString) =>
        Assert.Throws<ArgumentException>(() => new TableServiceClient(connectionString));

    [Fact]
    public void ConnectionString_Malformed_IsRefused() => Assert.Throws<InvalidOperationException>(() => new TableServiceClient("nonsense"));

    private sealed class StubCredential : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
