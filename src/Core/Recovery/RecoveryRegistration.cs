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
        .AddSingleton<IQueueRepair, OrphanedClaims>()
        .AddSingleton<TakeOverWriter>()
        .AddSingleton<IQueueRepair, TakeOver>()
        .AddSingleton<IQueueRepair, PendingOutbox>()
        .AddSingleton<IQueueRepair, DueLaunches>()
        .AddSingleton<IQueueRepair, EmptyLabelSets>()
        .AddSingleton<LateMarks>()
        .AddSingleton<IQueueRepair, LateLaunches>()
        .AddSingleton<IQueueRepair, BrokenMonitorLoop>()
        .AddSingleton<IAgentRepair, WaitingLaunches>()
        .AddSingleton<IAgentRepair, HalfAppliedPolling>()
        .AddSingleton<IAgentRepair, UnsettledQueues>()
        .AddSingleton<IAgentRepair, PoisonQueues>()
        .AddSingleton<IAgentRepair, StaleLimits>();
}
