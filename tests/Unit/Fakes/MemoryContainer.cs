using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using LaunchAgent.Functions.Http;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A blob container in memory: blobs are uploaded whole or appended to, and read whole or in part.</summary>
internal sealed class MemoryContainer : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    /// <summary>How many requests there were.</summary>
    public int Requests { get; private set; }

    /// <summary>Whether append blobs have as many blocks as they can hold.</summary>
    public bool IsFull { get; set; }

    public static BlobContainerClient Create() => new MemoryContainer().ToClient();

    public BlobContainerClient ToClient() => new(
        new Uri("http://nowhere.test/account/container"),
        new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(this)), Retry = { MaxRetries = 0 } });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = request.RequestUri!.AbsolutePath;
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_gate)
        {
            Requests++;
            return request.Method == HttpMethod.Put ? Put(name, body, request) : request.Method == HttpMethod.Delete ? Delete(name) : Get(name, request);
        }
    }

    private HttpResponseMessage Delete(string name)
    {
        var answer = new HttpResponseMessage(_blobs.Remove(name) ? HttpStatusCode.Accepted : HttpStatusCode.NotFound);
        answer.Headers.TryAddWithoutValidation("x-ms-error-code", "BlobNotFound");
        return answer;
    }

    private HttpResponseMessage Put(string name, byte[] body, HttpRequestMessage request)
    {
        var append = request.RequestUri!.Query.Contains("comp=appendblock");
        if (request.Headers.IfNoneMatch.Count > 0 && _blobs.ContainsKey(name))
            return new HttpResponseMessage(HttpStatusCode.Conflict) { Headers = { { "x-ms-error-code", "BlobAlreadyExists" } } };
        if (request.Headers.TryGetValues("x-ms-blob-condition-appendpos", out var at) && at.Single() != $"{_blobs[name].Length}")
            return new HttpResponseMessage(HttpStatusCode.PreconditionFailed);
        if (append && IsFull)
            return new HttpResponseMessage(HttpStatusCode.Conflict) { Headers = { { "x-ms-error-code", "BlockCountExceedsLimit" } } };
        _blobs[name] = append ? [.. _blobs[name], .. body] : body;
        return ApiResults(HttpStatusCode.Created, []);
    }

    private HttpResponseMessage Get(string name, HttpRequestMessage request)
    {
        if (!_blobs.TryGetValue(name, out var bytes))
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        if (!request.Headers.TryGetValues("x-ms-range", out var ranges) && !request.Headers.TryGetValues("Range", out ranges))
            return ApiResults(HttpStatusCode.OK, bytes);

        var ends = ranges.Single()["bytes=".Length..].Split('-');
        var from = int.Parse(ends[0], System.Globalization.CultureInfo.InvariantCulture);
        if (from >= bytes.Length)
            return new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable);
        var part = bytes[from..];
        var found = ApiResults(HttpStatusCode.PartialContent, part);
        found.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        return found;
    }

    private static HttpResponseMessage ApiResults(HttpStatusCode status, byte[] bytes)
    {
        var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent(bytes) };
        answer.Content.Headers.ContentLength = bytes.Length;
        answer.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
        answer.Headers.TryAddWithoutValidation("ETag", "\"1\"");
        answer.Headers.TryAddWithoutValidation("x-ms-blob-type", "AppendBlob");
        answer.Headers.TryAddWithoutValidation("x-ms-blob-append-offset", "0");
        answer.Headers.TryAddWithoutValidation("x-ms-blob-committed-block-count", "1");
        return answer;
    }
}
