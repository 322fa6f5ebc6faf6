using System.Collections.Concurrent;
using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A blob container in memory: what is uploaded whole can be downloaded whole.</summary>
internal sealed class MemoryContainer : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    public static BlobContainerClient Create() => new(
        new Uri("http://nowhere.test/account/container"),
        new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(new MemoryContainer())) });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Put)
        {
            _blobs[name] = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Created);
        }

        if (!_blobs.TryGetValue(name, out var bytes))
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        var found = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };
        found.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
        found.Headers.TryAddWithoutValidation("ETag", "\"1\"");
        found.Headers.TryAddWithoutValidation("x-ms-blob-type", "BlockBlob");
        return found;
    }
}
