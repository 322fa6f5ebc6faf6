using System.Text.Json;
using Azure;
using FunctionsEmulator.Tables.Wire;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>An error of the service that is given here in its place; always status 400.</summary>
internal sealed record Refusal(string Code, string Message)
{
    public RequestFailedException ToException()
    {
        var body = new Dictionary<string, object> { ["odata.error"] = new { code = Code, message = new { lang = "en-US", value = Message } } };
        var response = new PartResponse(400, "Bad Request", new Dictionary<string, string>(), JsonSerializer.SerializeToUtf8Bytes(body));
        return new RequestFailedException(response, null, TableErrorParser.Instance);
    }
}
