using LaunchAgent.Functions.Executors.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Functions.Executors;

/// <summary>The executors that this deployment has.</summary>
public static class ExecutorRegistration
{
    /// <summary>Adds the catalogue and every executor that can run here: processes on a machine of one's own, never in Azure.</summary>
    public static IServiceCollection AddExecutors(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<ExecutorCatalog>();
        if (ProcessExecutorOptions.WhyUnavailable(name => settings[name], OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) is not null)
            return services;

        services.AddSingleton(_ => ProcessExecutorOptions.FromSettings(name => settings[name]));
        services.AddSingleton<ProcessExecutor>();
        services.AddSingleton<IExecutor>(provider => provider.GetRequiredService<ProcessExecutor>());
        return services.AddHostedService<ExitNudges>();
    }
}
