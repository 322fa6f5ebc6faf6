using System.Diagnostics;
using LaunchAgent.LocalHost.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace LaunchAgent.LocalHost.Http;

/// <summary>An HTTP request on its way to the worker: the invocation by the worker protocol, the request itself by HTTP.</summary>
internal sealed class HttpProxy(IHttpForwarder forwarder)
{
    private const string InvocationHeader = "x-ms-invocation-id";

    // The function's own time limits count, not the proxy's.
    private static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = Timeout.InfiniteTimeSpan };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = DistributedContextPropagator.CreatePassThroughPropagator(),
    });

    public async Task<InvocationResponse> ForwardAsync(HttpContext http, WorkerChannel worker, InvocationRequest request)
    {
        // Route values reach the function by the protocol: the worker does not take them from its own routing.
        foreach (var (name, value) in http.Request.RouteValues)
            request.TriggerMetadata[name] = TypedValue.From(value?.ToString());
        http.Request.Headers[InvocationHeader] = request.InvocationId;

        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var forwarding = SendAsync(http, worker.HttpUri!, over);
        try
        {
            var response = await worker.InvokeAsync(request, cancel: over.Token, drop: over.Token);
            if (response.Result.Status == StatusResult.Types.Status.Success)
                await forwarding;
            return response;
        }
        finally
        {
            // After a failure the worker would never answer the request.
            await over.CancelAsync();
            await forwarding;
        }
    }

    private async Task SendAsync(HttpContext http, Uri worker, CancellationTokenSource over)
    {
        var target = worker.GetLeftPart(UriPartial.Authority);
        // Without the request the worker would never begin the invocation.
        if (await forwarder.SendAsync(http, target, _client, Config, HttpTransformer.Default, over.Token) != ForwarderError.None)
            await over.CancelAsync();
    }
}
