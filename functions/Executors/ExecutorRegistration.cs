using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Functions.Executors;

/// <summary>What the app knows of executors as a whole; each type adds itself.</summary>
public static class ExecutorRegistration
{
    /// <summary>Adds the catalogue, and what follows when an executor sees an attempt end.</summary>
    public static IServiceCollection AddExecutors(this IServiceCollection services) =>
        services.AddSingleton<ExecutorCatalog>().AddSingleton<ExecutorQueries>().AddHostedService<ExitNudges>();
}
