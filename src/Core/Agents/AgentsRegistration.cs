using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Agents;

/// <summary>This agent and the others among the services.</summary>
public static class AgentsRegistration
{
    /// <summary>Adds what the agent is set to, and its heartbeat.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(_ => AgentOptions.From(settings))
        .AddSingleton<AgentDirectory>()
        .AddSingleton<PollCount>()
        .AddSingleton<Heartbeat>()
        .AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
}
