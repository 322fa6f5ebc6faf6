using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Wakeups;

/// <summary>Wake-ups among the services.</summary>
public static class WakeupsRegistration
{
    /// <summary>Adds the ways to have something looked at, now or later, here or by other agents.</summary>
    public static IServiceCollection AddWakeups(this IServiceCollection services) => services
        .AddSingleton(provider => new WakeupQueue(provider.GetRequiredService<StorageClients>().WakeupQueue, provider.GetRequiredService<StorageClients>().Queue))
        .AddSingleton<AgentNotifier>()
        .AddSingleton<QueueWakeups>()
        .AddSingleton<ObserveRequests>()
        .AddSingleton<AttemptMonitorLoop>();
}
