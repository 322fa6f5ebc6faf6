using System.Text.Json;
using Azure;
using FunctionsEmulator.Tables.Wire;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>An error of the service that is given here in its place.</summary>
internal sealed record Refusal(string Code, string Message)
{
    public RequestFailedException ToException() => new(ToResponse(400, "Bad Request"), null, TableErrorParser.Instance);

    /// <summary>The answer as the service would write it.</summary>
    public PartResponse ToResponse(int status, string reason)
    {
        var body = new Dictionary<string, object> { ["odata.error"] = new { code = Code, message = new { lang = "en-US", value = Message } } };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-ms-error-code"] = Code };
        return new PartResponse(status, reason, headers, JsonSerializer.SerializeToUtf8Bytes(body));
    }
}
