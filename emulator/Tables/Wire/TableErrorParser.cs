using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>
/// Reads <c>{"odata.error":{"code":…,"message":{"value":…}}}</c>. A refused transaction starts its message with
/// <c>index:</c>, the position of the action that the service refused.
/// </summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    public static readonly TableErrorParser Instance = new();

    public override bool TryParse(
        Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        (error, data) = (null, null);
        if (response.ContentStream is not MemoryStream { Length: > 0 } || Body(response) is not { } body)
            return false;

        error = new ResponseError(body.Code, body.Message);
        var index = body.Message.Split(':')[0];
        data = new Dictionary<string, string>();
        if (int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            data[TableTransactionFailedException.FailedIndex] = index;
        return true;
    }

    private static (string Code, string Message)? Body(Response response)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Content.ToMemory());
            var error = document.RootElement.GetProperty("odata.error");
            return (error.GetProperty("code").GetString()!, error.GetProperty("message").GetProperty("value").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Something between us and the service answered; the caller then shows the raw text.
            return null;
        }
    }
}
