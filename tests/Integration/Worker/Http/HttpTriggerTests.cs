using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Worker.Http;

public sealed class HttpTriggerTests
{
    [Theory]
    [InlineData("api/things/7", HttpStatusCode.OK, """{"id":7,"tag":"a"}""")]
    [InlineData("api/things/seven", HttpStatusCode.NotFound, "")]
    [InlineData("api/nothing", HttpStatusCode.NotFound, "")]
    [InlineData("things/7", HttpStatusCode.NotFound, "")]
    [InlineData("api/plain", HttpStatusCode.Accepted, "")]
    [InlineData("api/minimal", HttpStatusCode.OK, "\"minimal\"")]
    [InlineData("api/Broken", HttpStatusCode.InternalServerError, "")]
    public async Task HttpTrigger_Request_IsRoutedAndAnswered(string path, HttpStatusCode status, string body)
    {
        await using var host = await TestHost.StartAsync(TestHost.CreateBuilder(typeof(Functions)));

        var answer = await host.Client.GetAsync(new Uri(path + "?tag=a", UriKind.Relative));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
    }

    // The host's router takes the methods as a constraint of the route: azure-functions-host, WebScriptHostHttpRoutesManager.
    [Fact]
    public async Task HttpTrigger_OtherMethod_IsAnUnknownRoute()
    {
        await using var host = await TestHost.StartAsync(TestHost.CreateBuilder(typeof(Functions)));

        var answer = await host.Client.PostAsJsonAsync("api/things/7", new { });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task HttpTrigger_PrefixInHostJson_IsUsed()
    {
        var builder = TestHost.CreateBuilder(typeof(Functions));
        builder.Emulator.HostJson = """{"extensions":{"http":{"routePrefix":""}}}""";
        await using var host = await TestHost.StartAsync(builder);

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(new Uri("things/7", UriKind.Relative))).StatusCode);
    }

    public sealed class Functions
    {
        [Function("Thing")]
        public static async Task<IActionResult> GetThing(
            [HttpTrigger(AuthorizationLevel.Function, "get", Route = "things/{id:int}")] HttpRequest request, int id, string? tag, FunctionContext context)
        {
            await Task.Yield();
            Assert.Same(request.HttpContext, context.GetHttpContext());
            Assert.Same(request.HttpContext.RequestServices, context.InstanceServices);
            Assert.NotNull(context.InstanceServices.GetService<IServiceScopeFactory>());
            return new OkObjectResult(new { id, tag });
        }

        [Function("plain")]
        public static IActionResult Plain([HttpTrigger] HttpRequest request) => new StatusCodeResult(StatusCodes.Status202Accepted);

        [Function("minimal")]
        public static IResult Minimal([HttpTrigger] HttpRequest request) => Results.Json("minimal");

        [Function("Broken")]
        public static IActionResult Broken([HttpTrigger] HttpRequest request) => throw new InvalidOperationException("broken");
    }
}
