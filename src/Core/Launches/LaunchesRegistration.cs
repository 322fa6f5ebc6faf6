using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Launches;

/// <summary>Launches among the services.</summary>
public static class LaunchesRegistration
{
    /// <summary>Adds what changes the record of a launch.</summary>
    public static IServiceCollection AddLaunches(this IServiceCollection services) => services
        .AddSingleton<LaunchTransitions>()
        .AddSingleton<OrphanedIndexRows>()
        .AddSingleton<StopRequests>()
        .AddSingleton<ResolvedSpecs>()
        .AddSingleton<RetrySpecs>();
}
