using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Recovery;

/// <summary>The lines of <see cref="Reconcile"/>, in the order in which they run.</summary>
public static class RecoveryRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddRecovery(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(_ => ReconcileOptions.From(settings))
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
        .AddSingleton<IAgentHealing, StaleCaps>();
}
