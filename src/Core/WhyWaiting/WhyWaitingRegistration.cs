using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>Reasons among the services.</summary>
public static class WhyWaitingRegistration
{
    /// <summary>Adds what says why a launch is not further.</summary>
    public static IServiceCollection AddWhyWaiting(this IServiceCollection services) => services
        .AddSingleton<QueuePositions>()
        .AddSingleton<ReasonQueries>();
}
