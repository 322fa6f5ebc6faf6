using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.FairShare;
using LaunchAgent.Core.Scheduling.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Scheduling;

/// <summary>Scheduling among the services.</summary>
public static class SchedulingRegistration
{
    /// <summary>Adds what decides who runs next, and claims it.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services) => services
        .AddSingleton<LimitTable>()
        .AddSingleton<ClaimLimits>()
        .AddSingleton<CancelNewOverflow>()
        .AddSingleton<ClaimEngine>()
        .AddSingleton<DelayedLaunches>()
        .AddSingleton<DelayedDispatch>()
        .AddSingleton<PriorityRequests>()
        .AddSingleton<PollBudget>()
        .AddSingleton<DispatchClaims>()
        .AddSingleton<FairShareRotation>()
        .AddSingleton<Dispatcher>()
        .AddSingleton<DispatchOnSubmit>()
        .AddSingleton<WakeAll>()
        .AddSingleton<BackgroundDispatch>()
        .AddHostedService(provider => provider.GetRequiredService<BackgroundDispatch>())
        .AddHostedService<PollingAtStart>();
}
