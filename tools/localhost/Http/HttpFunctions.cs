using LaunchAgent.LocalHost.Functions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.WebJobs;

namespace LaunchAgent.LocalHost.Http;

/// <summary>The routes of the app's HTTP functions.</summary>
internal sealed class HttpFunctions(IJobHost jobs, FunctionKey key, string prefix)
{
    private const string Greeting = "A local host for Azure Functions, for development and tests. The functions are below /{0}.\n";

    public void Map(WebApplication app, IEnumerable<HostedFunction> functions)
    {
        app.UseRouting();
        // Azure's host knows no 405: a route with another method is none.
        app.Map("/{**path}", () => Results.NotFound());
        app.MapGet("/", () => string.Format(null, Greeting, prefix));
        foreach (var function in functions.Where(function => function.IsHttp))
            app.Map(RoutePatternFactory.Parse(PatternOf(function)), http => RunAsync(http, function)).WithMetadata(Methods(function));
    }

    /// <summary>A line for each route, as a reader wants it.</summary>
    public IEnumerable<string> Describe(IEnumerable<HostedFunction> functions) =>
        from function in functions
        where function.IsHttp
        let methods = string.Join(',', function.Trigger.Texts("methods")).ToUpperInvariant()
        select $"{function.Name}: {(methods.Length == 0 ? "any" : methods)} {PatternOf(function)}";

    private string PatternOf(HostedFunction function)
    {
        var route = function.Trigger.Text("route") is { Length: > 0 } own ? own : function.Name;
        return $"/{prefix}/{route.TrimStart('/')}".Replace("//", "/", StringComparison.Ordinal);
    }

    private static object[] Methods(HostedFunction function) =>
        function.Trigger.Texts("methods") is { Count: > 0 } methods ? [new HttpMethodMetadata(methods)] : [];

    private async Task RunAsync(HttpContext http, HostedFunction function)
    {
        var isOpen = "anonymous".Equals(function.Trigger.Text("authLevel"), StringComparison.OrdinalIgnoreCase);
        if (!isOpen && !key.Opens(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        try
        {
            await jobs.CallAsync(function.Name, new Dictionary<string, object> { [function.Trigger.Name] = http }, http.RequestAborted);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception) when (!http.Response.HasStarted)
        {
            // The SDK has logged what it was.
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
