using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Attempts;

/// <summary>Attempts among the services.</summary>
public static class AttemptsRegistration
{
    /// <summary>Adds what starts, watches and ends attempts.</summary>
    public static IServiceCollection AddAttempts(this IServiceCollection services) => services
        .AddSingleton<StartAttempt>()
        .AddSingleton<DecideNext>()
        .AddSingleton<Outbox>()
        .AddSingleton<OutputCopier>()
        .AddSingleton<SignalPace>()
        .AddSingleton<Watcher>()
        .AddHostedService<ExitNudges>();
}
