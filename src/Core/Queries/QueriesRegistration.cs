using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Queries;

/// <summary>Queries among the services.</summary>
public static class QueriesRegistration
{
    /// <summary>Adds what the routes that show things read.</summary>
    public static IServiceCollection AddQueries(this IServiceCollection services) => services
        .AddSingleton<LaunchPages>()
        .AddSingleton<LaunchQueries>()
        .AddSingleton<LaunchSpecQueries>()
        .AddSingleton<OutputQueries>()
        .AddSingleton<QueueQueries>()
        .AddSingleton<QueueDueQueries>()
        .AddSingleton<AgentQueries>()
        .AddSingleton<ExecutorQueries>();
}
