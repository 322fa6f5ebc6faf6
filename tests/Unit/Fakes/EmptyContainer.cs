using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A blob container that holds nothing: whatever is asked for is not there.</summary>
internal sealed class EmptyContainer : HttpMessageHandler
{
    public static BlobContainerClient Create() => new(
        new Uri("http://nowhere.test/account/container"),
        new BlobClientOptions { Transport = new HttpClientTransport(new HttpClient(new EmptyContainer())) });

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
}
