using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>Sends calls of one account through Azure.Core's pipeline, so with its retries.</summary>
internal sealed class TableWire
{
    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    public TableWire(TableAccount account, TableClientOptions? options)
    {
        options ??= new TableClientOptions();
        Account = account;
        _version = options.VersionText;
        _pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options)
        {
            PerRetryPolicies = { account.Authorization },
            ResponseClassifier = new ResponseClassifier(),
            RequestFailedDetailsParser = TableErrorParser.Instance,
        });
    }

    public TableAccount Account { get; }

    /// <summary>Sends one call; an error other than an expected one is thrown.</summary>
    /// <exception cref="RequestFailedException">The service refused.</exception>
    public async Task<Response> SendAsync(TableRequest call, CancellationToken cancellationToken, params int[] expected)
    {
        using var message = CreateMessage(call.Method, call.Path);
        if (call.Body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(call.Body);
        }

        if (call.IfMatch is not null)
            message.Request.Headers.Add("If-Match", call.IfMatch);
        if (call.ReturnNoContent)
            message.Request.Headers.Add("Prefer", "return-no-content");

        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response.Status < 400 || expected.Contains(message.Response.Status)
            ? message.Response
            : throw Failed(message.Response);
    }

    /// <summary>Sends calls that take effect together or not at all, and returns their answers in order.</summary>
    /// <exception cref="TableTransactionFailedException">The service refused one of them.</exception>
    public async Task<Response<IReadOnlyList<Response>>> SendTogetherAsync(
        IReadOnlyList<TableRequest> calls, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Post, "$batch");
        var batch = new BatchBody(Account.Endpoint, calls);
        message.Request.Headers.Add("Content-Type", batch.ContentType);
        message.Request.Content = RequestContent.Create(batch.ToBytes());

        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (message.Response.Status != 202)
            throw Failed(message.Response);

        var parts = BatchAnswer.Parse(message.Response.Content.ToString());
        return parts is [{ Status: >= 400 } refused]
            ? throw new TableTransactionFailedException(Failed(refused))
            : Response.FromValue<IReadOnlyList<Response>>(parts, message.Response);
    }

    // The pipeline names the parser only to answers that came from its transport; a part of a transaction's answer did not.
    private static RequestFailedException Failed(Response response) => new(response, null, TableErrorParser.Instance);

    private HttpMessage CreateMessage(RequestMethod method, string path)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri($"{Account.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}"));
        message.Request.Headers.Add("x-ms-version", _version);
        message.Request.Headers.Add("DataServiceVersion", "3.0");
        message.Request.Headers.Add("Accept", "application/json;odata=minimalmetadata");
        return message;
    }
}
