using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>Puts a shared access signature into the query of each call.</summary>
internal sealed class SharedAccessSignaturePolicy(AzureSasCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        // A repeated call comes by here again with the signature already in place.
        var signature = credential.Signature.TrimStart('?');
        var query = message.Request.Uri.Query;
        if (!query.Contains(signature, StringComparison.Ordinal))
            message.Request.Uri.Query = query.Length == 0 ? signature : $"{query}&{signature}";
    }
}
