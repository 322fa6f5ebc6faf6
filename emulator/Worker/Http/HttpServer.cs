using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsEmulator.Http;

/// <summary>Kestrel on the loopback address, in front of the HTTP functions.</summary>
internal static class HttpServer
{
    // The worker's own Kestrel has this limit (the default of ASP.NET Core); the host's 100 MB never come to bear.
    private const long MaxBody = 30_000_000;

    public static void Configure(IWebHostBuilder host, IConfiguration app)
    {
        host.UseUrls($"http://127.0.0.1:{app["EMULATOR_PORT"] ?? "0"}");
        host.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = MaxBody);
    }

    public static void Configure(WebApplication server)
    {
        server.UseRouting();
        server.Use(RefuseUnknown);
        ((IEndpointRouteBuilder)server).DataSources.Add(server.Services.GetRequiredService<HttpFunctions>());
    }

    // The real host knows no 405: a route with another method is as unknown as no route.
    private static Task RefuseUnknown(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is not null)
            return next(context);
        context.SetEndpoint(null);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
