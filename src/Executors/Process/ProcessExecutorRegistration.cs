using LaunchAgent.Executors.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Executors.Process;

/// <summary>The executor that runs processes on this machine.</summary>
public static class ProcessExecutorRegistration
{
    /// <summary>Adds it where it can run: on a machine of one's own, never in Azure.</summary>
    public static IServiceCollection AddProcessExecutor(this IServiceCollection services, IConfiguration settings)
    {
        if (ProcessExecutorOptions.WhyUnavailable(name => settings[name], OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) is not null)
            return services;

        return services
            .AddSingleton(_ => ProcessExecutorOptions.FromSettings(name => settings[name]))
            .AddSingleton<IExecutor, ProcessExecutor>();
    }
}
