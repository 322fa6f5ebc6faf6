using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LaunchAgent.Functions.Http;

/// <summary>
/// Gives an invocation the trace that it belongs to: that of the caller's <c>traceparent</c>, else the one of the Functions host. The worker itself
/// starts no activity, and problem documents and logs would name none.
/// </summary>
public sealed class InvocationTrace : IFunctionsWorkerMiddleware
{
    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var activity = Activity.Current is null ? Start(context.FunctionDefinition.Name, ParentOf(context)) : null;
        await next(context);
    }

    /// <summary>Starts an activity below a parent, or one of its own when there is none that can be read.</summary>
    internal static Activity Start(string name, ActivityContext? parent)
    {
        var activity = new Activity(name);
        if (parent is { } known)
            activity.SetParentId(known.TraceId, known.SpanId, known.TraceFlags);
        return activity.Start();
    }

    private static ActivityContext? ParentOf(FunctionContext context) =>
        Parse(context.GetHttpContext()?.Request.Headers.TraceParent) ?? Parse(context.TraceContext.TraceParent);

    private static ActivityContext? Parse(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, out var parsed) ? parsed : null;
}
