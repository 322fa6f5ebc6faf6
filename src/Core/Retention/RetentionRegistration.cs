using LaunchAgent.Core.Recovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Retention;

/// <summary>Retention among the services.</summary>
public static class RetentionRegistration
{
    /// <summary>Adds the removal of what has ended, which healing runs once a day.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(_ => RetentionOptions.From(settings))
        .AddSingleton<LaunchRemoval>()
        .AddSingleton<UnservedQueues>()
        .AddSingleton<IAgentRepair, LaunchRetention>()
        .AddSingleton<IAgentRepair, GoneAgents>()
        .AddSingleton<IAgentRepair, OldTombstones>();
}
