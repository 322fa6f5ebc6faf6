using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace LaunchAgent.Tests.Support;

/// <summary>Sends requests on as they are.</summary>
internal sealed class StorageForwarder(IHttpForwarder forwarder) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // Azurite closes a connection that is idle for 5 s, and none may be taken for a call at that moment.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        UseCookies = false,
        UseProxy = false,
    });

    /// <summary>
    /// Sends a call to storage, and the answer to its caller or, but for status and headers, to <paramref name="instead"/>; without an
    /// answer the connection breaks.
    /// </summary>
    /// <returns>Whether there was an answer.</returns>
    public async Task<bool> SendAsync(HttpContext context, string storage, StorageCall call, Stream? instead = null)
    {
        // What was sent takes effect, whether or not somebody waits for the answer.
        context.RequestAborted = CancellationToken.None;
        var caller = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        if (instead is not null)
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(instead, caller));
        var error = await forwarder.SendAsync(context, storage, _client, ForwarderRequestConfig.Empty, new Unchanged(call));
        context.Features.Set(caller);
        if (error != ForwarderError.None)
            context.Abort();
        return error == ForwarderError.None;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The address goes on as it was sent, not decoded and encoded again: it is signed. So does the Host.</summary>
    private sealed class Unchanged(StorageCall call) : HttpTransformer
    {
        private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            var target = httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            proxyRequest.RequestUri = new Uri(destinationPrefix + target, AsItIs);
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            call.Status = (int?)proxyResponse?.StatusCode;
            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }
    }
}
