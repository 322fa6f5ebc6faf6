using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Jobs;

/// <summary>Jobs among the services.</summary>
public static class JobsRegistration
{
    /// <summary>Adds what reads and posts jobs.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobCatalog>()
        .AddSingleton<JobPosts>()
        .AddSingleton<JobLookup>();
}
