using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Attempts;

/// <summary>Attempts among the services.</summary>
public static class AttemptsRegistration
{
    /// <summary>Adds what starts, watches and ends attempts.</summary>
    public static IServiceCollection AddAttempts(this IServiceCollection services) => services
        .AddSingleton<StartAttempt>()
        .AddSingleton<AdvanceLaunch>()
        .AddSingleton<Outbox>()
        .AddSingleton<OutputCopier>()
        .AddSingleton<SignalPace>()
        .AddSingleton<AttemptMonitor>()
        .AddHostedService<ExitWakeups>();
}
