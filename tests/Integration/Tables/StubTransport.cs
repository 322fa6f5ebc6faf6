using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using FunctionsEmulator.Tables.Wire;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>Answers 404 to all, and remembers the last call.</summary>
internal sealed class StubTransport : HttpPipelineTransport
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public string Uri { get; private set; } = "";

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public TableClientOptions Options()
    {
        var options = TestTable.Options();
        options.Transport = this;
        return options;
    }

    public override void Process(HttpMessage message)
    {
        Uri = message.Request.Uri.ToUri().AbsoluteUri;
        _headers.Clear();
        foreach (var header in message.Request.Headers)
            _headers[header.Name] = header.Value;
        message.Response = new PartResponse(404, "Not Found", new Dictionary<string, string>(), []);
    }

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        Process(message);
        return ValueTask.CompletedTask;
    }

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();
}
