using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>Signs each call with the account's key (the "SharedKeyLite" scheme of the Table service).</summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    private readonly TableSharedKeyCredential _credential = credential ?? throw new ArgumentNullException(nameof(credential));

    public override void OnSendingRequest(HttpMessage message)
    {
        // A repeated call needs a new date, the service refuses one that is 15 minutes old.
        var date = DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue("Authorization", Authorization(_credential, date, message.Request.Uri.ToUri()));
    }

    internal static string Authorization(TableSharedKeyCredential credential, string date, Uri uri)
    {
        // Of the query only "comp" is signed; the path exactly as it is sent, so with a path-style account the name is in it twice.
        var component = uri.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith("comp=", StringComparison.OrdinalIgnoreCase));
        var resource = $"/{credential.AccountName}{uri.AbsolutePath}{(component is null ? "" : "?" + component)}";
        return $"SharedKeyLite {credential.AccountName}:{credential.Sign($"{date}\n{resource}")}";
    }
}
