using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Executors.Local;
using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Http;
using LaunchAgent.Functions.Jobs;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Launches.Bulk;
using LaunchAgent.Functions.Launches.Reasons;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Queues.Templates;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Functions.Sweeps;
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
        services.AddSingleton(_ => AgentOptions.From(settings));
        services.AddSingleton(_ => ReconcileOptions.From(settings));
        services.AddSingleton(_ => RetentionOptions.From(settings));
        services.AddSingleton(_ => MacroSettings.From(settings));
        services.AddSingleton(_ => HostName.From(settings));
        services.AddSingleton(_ => QueueDefaults.From(name => settings[name]));

        services.AddStorageClients(settings);
        services.AddSingleton(provider => Tables(provider.GetRequiredService<StorageClients>()));
        services.AddSingleton(provider => new TextBlobs(provider.GetRequiredService<StorageClients>().Texts));
        services.AddSingleton(provider => new OutputBlobs(provider.GetRequiredService<StorageClients>().Outputs));
        services.AddSingleton(provider => new Nudges(provider.GetRequiredService<StorageClients>().Nudges, provider.GetRequiredService<StorageClients>().Queue));
        services.AddSingleton<OperationIds>();
        services.AddHostedService<StorageSetup>();

        services.AddSingleton<AgentDirectory>().AddSingleton<HeldQueues>().AddSingleton<OtherAgents>().AddSingleton<AgentPolling>().AddSingleton<PollCount>().AddSingleton<PollBudget>().AddSingleton<Heartbeat>()
            .AddHostedService(provider => provider.GetRequiredService<Heartbeat>())
            .AddHostedService<PollingAtStart>();
        services.AddSingleton<SweepTable>();
        services.AddSingleton<JobCatalog>().AddSingleton<JobPosts>().AddSingleton<JobLookup>();

        services.AddSingleton<CapTable>().AddSingleton<ClaimCaps>().AddSingleton<ClaimEngine>().AddSingleton<DispatchClaims>().AddSingleton<DispatchChain>().AddSingleton<DispatchRotation>()
            .AddSingleton<FutureIndex>().AddSingleton<LabelSetLimit>().AddSingleton<IdempotencyKeys>().AddSingleton<Dispatcher>().AddSingleton<Intake>()
            .AddSingleton<QueueCatalog>().AddSingleton<QueueDirectory>().AddSingleton<QueueChanges>().AddSingleton<QueueNudges>().AddSingleton<QueueRemoval>().AddSingleton<QueueDueQueries>().AddSingleton<LimitOverflow>().AddSingleton<StrayIndexRows>().AddSingleton<Backlog>().AddSingleton<QueueRows>().AddSingleton<QueueQueries>().AddSingleton<Pokes>().AddSingleton<AgentQueries>().AddSingleton<MacroRules>().AddSingleton<SpecFilling>().AddSingleton<SpecResolver>().AddSingleton<SpecCheck>().AddSingleton<LaunchRows>().AddSingleton<LaunchInsert>()
            .AddSingleton<BatchPart>().AddSingleton<BatchSubmissions>().AddSingleton<BatchAnswers>().AddSingleton<Submissions>().AddSingleton<SubmissionAnswers>().AddSingleton<FirstDispatch>()
            .AddSingleton<BackgroundDispatch>().AddHostedService(provider => provider.GetRequiredService<BackgroundDispatch>());
        services.AddSingleton<LaunchPages>().AddSingleton<RetrySpecs>().AddSingleton<BulkWorks>().AddSingleton<BulkOperations>();
        services.AddSingleton<DurableTaskHub>().AddSingleton<ITaskHub>(provider => provider.GetRequiredService<DurableTaskHub>());
        services.AddSingleton<LinePlaces>().AddSingleton<LaunchQueries>().AddSingleton<ReasonQueries>().AddSingleton<LaunchSpecQueries>().AddSingleton<LaunchWaits>().AddSingleton<PriorityRequests>().AddSingleton<LongPoll>().AddSingleton<LaunchWriter>().AddSingleton<ResolvedSpecs>().AddSingleton<StartAttempt>().AddSingleton<DecideNext>().AddSingleton<Outbox>()
            .AddSingleton<OutputCopier>().AddSingleton<OutputQueries>().AddSingleton<StopRequests>().AddSingleton<WatchChain>().AddSingleton<SignalPace>().AddSingleton<Watcher>().AddSingleton<LookRequests>();
        services.AddExecutors().AddProcessExecutor(settings);
        services.AddSingleton(provider => HealthStorage.Of(provider.GetRequiredKeyedService<StorageClients>(StorageAccount.Impatient))).AddSingleton<HealthChecks>();
        return services.AddHealing();
    }

    private static LaunchTables Tables(StorageClients clients) => new(
        new AzureTable(clients.Table(LaunchTables.LaunchesName)),
        new AzureTable(clients.Table(LaunchTables.CapsName)),
        new AzureTable(clients.Table(LaunchTables.SweepsName)),
        new AzureTable(clients.Table(LaunchTables.DirectoryName)));
}
