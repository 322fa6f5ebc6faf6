using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Queues;

/// <summary>Run queues among the services.</summary>
public static class QueuesRegistration
{
    /// <summary>Adds what reads and changes run queues.</summary>
    public static IServiceCollection AddQueues(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(_ => QueueDefaults.From(name => settings[name]))
        .AddSingleton<QueueCatalog>()
        .AddSingleton<QueueDirectory>()
        .AddSingleton<QueueReader>()
        .AddSingleton<QueueChanges>()
        .AddSingleton<QueueRemoval>()
        .AddSingleton<WatchedQueues>()
        .AddSingleton<AgentPolling>();
}
