using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Tests.Integration.Worker.Hosting;

public sealed class DurableHubTests
{
    private readonly ConcurrentQueue<string> _steps = new();

    // As on the real host: orchestrators and activities run through the app's middleware, and activities read their input as JSON
    // without regard to case (azure-functions-durable-extension, ObjectConverterShim over the worker's serializer).
    [Fact]
    public async Task Orchestration_StartedByAFunction_RunsActivitiesThroughTheMiddleware()
    {
        await using var host = await TestHost.StartAsync(Builder());

        var answer = await host.Client.GetStringAsync(new Uri("api/Start", UriKind.Relative));

        Assert.StartsWith("\"7 of ", answer, StringComparison.Ordinal);
        Assert.Contains("Add", _steps);
        Assert.Equal(2, _steps.Count(s => s == "Sum"));
    }

    // The real worker has no client among its services either: it comes only with [DurableClient].
    [Fact]
    public async Task Client_OfTheHub_IsNoService()
    {
        await using var host = await TestHost.StartAsync(Builder());

        Assert.Null(host.Services.GetService<DurableTaskClient>());
    }

    [Fact]
    public async Task HubName_NotAllowed_IsAStartUpError()
    {
        var builder = Builder();
        builder.Configuration["AzureFunctionsJobHost:extensions:durableTask:hubName"] = "not-a-hub";

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(builder));

        Assert.Contains("Task hub name 'not-a-hub'", error.Message, StringComparison.Ordinal);
    }

    private FunctionsApplicationBuilder Builder()
    {
        var builder = TestHost.CreateBuilder(typeof(Functions));
        builder.Configuration["AzureFunctionsJobHost:extensions:durableTask:hubName"] = $"H{Guid.NewGuid():n}";
        builder.Services.AddSingleton(new Prefix("of"));
        builder.UseMiddleware((context, next) =>
        {
            _steps.Enqueue(context.FunctionDefinition.Name);
            return next();
        });
        return builder;
    }

    public sealed record Prefix(string Text);

    public sealed record Pair(int A, int B);

    public sealed class Functions(Prefix prefix)
    {
        [Function("Start")]
        public static async Task<IActionResult> Start([HttpTrigger] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync("Sum", cancellation: cancellationToken);
            var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
            return new ContentResult { Content = ended.SerializedOutput };
        }

        [Function("Sum")]
        public static async Task<string> Sum([OrchestrationTrigger] TaskOrchestrationContext context) =>
            await context.CallActivityAsync<string>("Add", new { a = 3, B = 4 });

        [Function("Add")]
        public string Add([ActivityTrigger] Pair pair, string instanceId) => $"{pair.A + pair.B} {prefix.Text} {instanceId}";
    }
}
