using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Bulk;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Retention;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Core.Submission;
using LaunchAgent.Core.Sweeps;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Core.WhyWaiting;
using LaunchAgent.Executors.Process;
using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Http;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LaunchAgent.Functions;

/// <summary>What the app is made of.</summary>
public static class ServiceRegistration
{
    /// <summary>Adds all of the app's services. The clock and the source of randomness may be given beforehand, as tests do.</summary>
    public static IServiceCollection AddLaunchAgent(this IServiceCollection services, IConfiguration settings)
    {
        services.TryAddSingleton(TimeProvider.System);
#pragma warning disable RS0030 // This is where the clock and the randomness are handed in that everything else has.
        services.TryAddSingleton(Random.Shared);
#pragma warning restore RS0030
        return services
            .AddStorageClients(settings)
            .AddHostedService<StorageSetup>()
            .AddAgents(settings)
            .AddWakeups()
            .AddSingleton<ExecutorCatalog>()
            .AddProcessExecutor(settings)
            .AddLaunches()
            .AddQueues(settings)
            .AddJobs()
            .AddSubmission(settings)
            .AddScheduling()
            .AddAttempts()
            .AddWhyWaiting()
            .AddQueries()
            .AddBulkOperations()
            .AddRecovery(settings)
            .AddRetention(settings)
            .AddSingleton<SweepTable>()
            .AddTaskHub()
            .AddHealth(settings)
            .AddApi();
    }

    private static IServiceCollection AddTaskHub(this IServiceCollection services) => services
        .AddSingleton<DurableTaskHub>()
        .AddSingleton<ITaskHub>(provider => provider.GetRequiredService<DurableTaskHub>());

    private static IServiceCollection AddHealth(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(_ => HostName.From(settings))
        .AddSingleton(provider => HealthStorage.Of(provider.GetRequiredKeyedService<StorageClients>(StorageAccount.Impatient)))
        .AddSingleton<HealthChecks>();

    private static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<LongPoll>()
        .AddSingleton<LaunchWaits>()
        .AddSingleton<SubmitResults>()
        .AddSingleton<BatchResults>();
}
