using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Tests.Integration.Worker.Invocation;

public sealed class MiddlewareTests
{
    // Seen in azure-functions-dotnet-worker: middleware runs in the order it was added, and the answer is written after it has ended.
    [Fact]
    public async Task Middleware_OfEveryForm_RunsInOrderAroundTheFunction()
    {
        var builder = TestHost.CreateBuilder(typeof(Functions));
        var steps = new ConcurrentQueue<string>();
        builder.Services.AddSingleton(steps);
        builder.UseMiddleware<FirstMiddleware>();
        builder.UseWhen<NeverMiddleware>(context => context.FunctionDefinition.Name == "Other");
        builder.UseMiddleware(async (context, next) =>
        {
            steps.Enqueue("second in");
            await next();
            steps.Enqueue($"second out {context.GetHttpContext()!.Response.HasStarted}");
        });
        builder.UseWhen(context => context.FunctionDefinition.InputBindings.Values.Any(b => b.Type == "httpTrigger"), (_, next) =>
        {
            steps.Enqueue("third");
            return next();
        });
        await using var host = await TestHost.StartAsync(builder);

        var answer = await host.Client.GetAsync(new Uri("api/Hello", UriKind.Relative));

        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["first in", "second in", "third", "function first", "second out False", "first out"], steps);
    }

    [Fact]
    public async Task Scope_OfAnInvocation_IsItsOwnAndEndsWithIt()
    {
        var builder = TestHost.CreateBuilder(typeof(ScopedFunctions));
        builder.Services.AddScoped<Scoped>();
        var disposed = new ConcurrentQueue<Scoped>();
        builder.Services.AddSingleton(disposed);
        await using var host = await TestHost.StartAsync(builder);

        for (var run = 0; run < 2; run++)
            Assert.Equal("True", await host.Client.GetStringAsync(new Uri("api/Same", UriKind.Relative)));

        await Eventually.TrueAsync(() => disposed.Count == 2, "both scopes end");
        Assert.Equal(2, disposed.Distinct().Count());
    }

    public sealed class FirstMiddleware(ConcurrentQueue<string> steps) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            steps.Enqueue("first in");
            context.Items["from"] = "first";
            await next(context);
            steps.Enqueue("first out");
        }
    }

    public sealed class NeverMiddleware : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => throw new InvalidOperationException("never");
    }

    public sealed class Functions(ConcurrentQueue<string> steps)
    {
        [Function("Hello")]
        public IActionResult Hello([HttpTrigger] HttpRequest request, FunctionContext context)
        {
            steps.Enqueue($"function {context.Items["from"]}");
            return new ContentResult { Content = "hello" };
        }
    }

    public sealed class Scoped(ConcurrentQueue<Scoped> disposed) : IDisposable
    {
        public void Dispose() => disposed.Enqueue(this);
    }

    public sealed class ScopedFunctions(Scoped scoped)
    {
        [Function("Same")]
        public IActionResult Same([HttpTrigger] HttpRequest request, FunctionContext context) =>
            new ContentResult { Content = $"{ReferenceEquals(scoped, context.InstanceServices.GetRequiredService<Scoped>())}" };
    }
}
