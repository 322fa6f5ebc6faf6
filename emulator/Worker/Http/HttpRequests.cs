using FunctionsEmulator.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace FunctionsEmulator.Http;

/// <summary>Makes a request a run, and its result the answer.</summary>
internal sealed class HttpRequests(FunctionKeys keys, FunctionRunner runner, IHostApplicationLifetime lifetime)
{
    /// <summary>Where a run's <c>HttpContext</c> lies among the items of its context.</summary>
    public const string ContextKey = "HttpRequestContext";

    public async Task AnswerAsync(HttpFunction http, HttpContext context)
    {
        if (!keys.Allow(http.Trigger.AuthLevel, context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var invocation = new FunctionInvocation(http.Function, context.Request, cancelled.Token)
        {
            Data = BindingData(context),
            Items = new Dictionary<object, object> { [ContextKey] = context },
        };
        try
        {
            await runner.RunAsync(invocation, result => HttpAnswer.WriteAsync(result, context));
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            // The runner has logged it. As behind the real host, callers learn nothing more, not even that a body was too large.
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static Dictionary<string, object?> BindingData(HttpContext context)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Query)
            data[name] = value.ToString();
        foreach (var (name, value) in context.Request.RouteValues)
            data[name] = value;
        return data;
    }
}
