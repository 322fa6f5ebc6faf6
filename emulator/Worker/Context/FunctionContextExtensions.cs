using FunctionsEmulator.Http;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The request's context.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The context, or null when no HTTP request started the function.</returns>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(HttpRequests.ContextKey, out var found) ? found as HttpContext : null;
    }
}
