using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>Where an account's tables are and what proves the right to use them.</summary>
/// <param name="Endpoint">The service, without query.</param>
/// <param name="Name">The account.</param>
/// <param name="Authorization">Added to every call, also a repeated one.</param>
internal sealed record TableAccount(Uri Endpoint, string Name, HttpPipelinePolicy Authorization)
{
    // Documented for every storage emulator; opens nothing else.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>An account whose name is in the endpoint.</summary>
    public static TableAccount At(Uri endpoint, HttpPipelinePolicy authorization) =>
        new(new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')), NameIn(endpoint), authorization);

    /// <summary>An account whose endpoint carries its shared access signature.</summary>
    public static TableAccount WithSignature(Uri endpoint)
    {
        RefuseInsecure(endpoint);
        return string.IsNullOrEmpty(endpoint.Query)
            ? throw new ArgumentException($"{nameof(endpoint)} must contain a SAS token query.")
            : At(endpoint, new SharedAccessSignaturePolicy(new AzureSasCredential(endpoint.Query)));
    }

    /// <summary>An account with a shared access signature of its own.</summary>
    public static TableAccount WithSignature(Uri endpoint, AzureSasCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        RefuseInsecure(endpoint);
        return At(endpoint, new SharedAccessSignaturePolicy(credential));
    }

    /// <summary>An account with its key.</summary>
    public static TableAccount WithKey(Uri endpoint, TableSharedKeyCredential credential) =>
        At(endpoint, new SharedKeyPolicy(credential));

    /// <summary>The account that a connection string names.</summary>
    public static TableAccount Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = ConnectionSettings.Parse(connectionString);
        if (settings.GetValueOrDefault("UseDevelopmentStorage") == "true")
            return Development(settings.GetValueOrDefault("DevelopmentStorageProxyUri"));

        if (settings.TryGetValue("TableEndpoint", out var endpoint) && settings.TryGetValue("SharedAccessSignature", out var signature))
            return At(new Uri(endpoint), new SharedAccessSignaturePolicy(new AzureSasCredential(signature)));

        if (!settings.TryGetValue("AccountName", out var name) || !settings.TryGetValue("AccountKey", out var key)
            || (endpoint is null && !settings.ContainsKey("EndpointSuffix")))
            throw new ArgumentException("Connection string parsing error: no valid combination of account information found.");

        endpoint ??= $"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{name}.table.{settings["EndpointSuffix"]}";
        return WithKey(new Uri(endpoint), new TableSharedKeyCredential(name, key)) with { Name = name };
    }

    private static TableAccount Development(string? proxy)
    {
        var host = proxy is null ? "http://127.0.0.1" : new Uri(proxy).GetLeftPart(UriPartial.Scheme) + new Uri(proxy).Host;
        var account = WithKey(new Uri($"{host}:10002/{DevelopmentAccount}"), new TableSharedKeyCredential(DevelopmentAccount, DevelopmentKey));
        return account with { Name = DevelopmentAccount };
    }

    private static void RefuseInsecure(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback)
            throw new ArgumentException("Cannot use a SAS token without HTTPS.", nameof(endpoint));
    }

    // A local emulator puts the account in the path, Azure in the host name.
    private static string NameIn(Uri endpoint) => endpoint.IsLoopback || endpoint.HostNameType == UriHostNameType.IPv4
        ? endpoint.Segments.Skip(1).FirstOrDefault("").TrimEnd('/')
        : endpoint.Host.Split('.')[0];
}
