using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Worker.Http;

public sealed class FunctionKeyTests
{
    // As documented for HTTP triggers of Azure Functions: 401 without a body, and no code of the app has run.
    [Theory]
    [InlineData("api/Closed", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/Closed", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("api/Closed", "secret", HttpStatusCode.OK)]
    [InlineData("api/Closed?code=secret", null, HttpStatusCode.OK)]
    [InlineData("api/Closed?code=wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/ByMethod", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/ForAdmins", null, HttpStatusCode.Unauthorized)]
    [InlineData("api/Open", null, HttpStatusCode.OK)]
    [InlineData("api/Open", "wrong", HttpStatusCode.OK)]
    public async Task FunctionKeysAreCheckedBeforeAnyCodeRuns(string path, string? key, HttpStatusCode expected)
    {
        var builder = TestHost.CreateBuilder(typeof(Functions));
        builder.Configuration["EMULATOR_FUNCTION_KEY"] = "secret";
        var runs = new Runs();
        builder.Services.AddSingleton(runs);
        builder.Use(next => context =>
        {
            runs.Count++;
            return next(context);
        });
        await using var host = await TestHost.StartAsync(builder);
        host.Client.DefaultRequestHeaders.Remove("x-functions-key");
        if (key is not null)
            host.Client.DefaultRequestHeaders.Add("x-functions-key", key);

        var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Equal(expected == HttpStatusCode.OK ? 2 : 0, runs.Count);
    }

    [Fact]
    public async Task FunctionKey_NotSet_IsAnotherEveryStart()
    {
        await using var one = await TestHost.StartAsync(TestHost.CreateBuilder());
        await using var other = await TestHost.StartAsync(TestHost.CreateBuilder());

        Assert.NotEqual(Key(one), Key(other));
        Assert.True(Key(one).Length >= 32);

        static string Key(TestHost host) => host.Client.DefaultRequestHeaders.GetValues("x-functions-key").Single();
    }

    public sealed class Runs
    {
        public int Count { get; set; }
    }

    public sealed class Functions(Runs runs)
    {
        [Function("Closed")]
        public IActionResult Closed([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Run();

        // The worker's attribute leaves the level unset here, and the host's default is Function.
        [Function("ByMethod")]
        public IActionResult ByMethod([HttpTrigger("get")] HttpRequest request) => Run();

        [Function("ForAdmins")]
        public IActionResult ForAdmins([HttpTrigger(AuthorizationLevel.Admin)] HttpRequest request) => Run();

        [Function("Open")]
        public IActionResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Run();

        private OkResult Run()
        {
            runs.Count++;
            return new OkResult();
        }
    }
}
