using Azure.Core.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FunctionsEmulator.Faults;

/// <summary>Puts the faults among the services as the one pipeline policy that all storage clients of the process take.</summary>
internal static class FaultServices
{
    /// <summary>A <see cref="StorageFaults"/> that a test added before stays.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton(provider => StorageFaults.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<HttpPipelinePolicy>(provider => new StorageFaultPolicy(
            provider.GetRequiredService<StorageFaults>(), TimeProvider.System));
    }
}
