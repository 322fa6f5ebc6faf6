using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Worker.Queues;

/// <summary>A queue function that does what the test says.</summary>
public sealed class QueueFunction(Func<QueueMessage, CancellationToken, Task> run)
{
    [Function(nameof(QueueFunction))]
    public Task Run([QueueTrigger("%TEST_QUEUE%")] QueueMessage message, CancellationToken cancellationToken) => run(message, cancellationToken);

    internal static FunctionsApplicationBuilder Builder(QueueClient queue, Func<QueueMessage, CancellationToken, Task> run, params (string Name, string Value)[] queues)
    {
        var builder = TestHost.CreateBuilder(typeof(QueueFunction));
        builder.Configuration["TEST_QUEUE"] = queue.Name;
        foreach (var (name, value) in queues)
            builder.Configuration[$"AzureFunctionsJobHost:extensions:queues:{name}"] = value;
        builder.Services.AddSingleton(run);
        return builder;
    }
}
