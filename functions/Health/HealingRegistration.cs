using LaunchAgent.Functions.Launches;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Functions.Health;

/// <summary>The lines of <see cref="Reconcile"/>, in the order in which they run.</summary>
public static class HealingRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddHealing(this IServiceCollection services) => services
        .AddSingleton<Reconcile>()
        .AddHostedService<RecoveryAtStart>()
        .AddSingleton<IQueueHealing, OrphanedClaims>()
        .AddSingleton<TakeOverWriter>()
        .AddSingleton<IQueueHealing, TakeOver>()
        .AddSingleton<IQueueHealing, EndedLaunches>()
        .AddSingleton<IQueueHealing, DueLaunches>()
        .AddSingleton<IQueueHealing, EmptyLabelSets>()
        .AddSingleton<LateMarks>()
        .AddSingleton<IQueueHealing, LateLaunches>()
        .AddSingleton<IQueueHealing, BrokenWatch>()
        .AddSingleton<IAgentHealing, WaitingLaunches>()
        .AddSingleton<IAgentHealing, HalfAppliedPolling>()
        .AddSingleton<IAgentHealing, UnsettledQueues>()
        .AddSingleton<IAgentHealing, PoisonQueues>()
        .AddSingleton<LaunchRemoval>()
        .AddSingleton<UnservedQueues>()
        .AddSingleton<IAgentHealing, Retention>()
        .AddSingleton<IAgentHealing, GoneAgents>()
        .AddSingleton<IAgentHealing, OldTombstones>()
        .AddSingleton<IAgentHealing, StaleCaps>();
}
