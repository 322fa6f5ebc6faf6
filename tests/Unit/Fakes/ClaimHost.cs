using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions;
using LaunchAgent.Functions.Launches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>A process of an agent, put together as for real, that claims from the tables it is given; what it starts is only remembered, and what it sends is lost.</summary>
internal sealed class ClaimHost : IDisposable
{
    // The registrations do not depend on the agent, and making them costs more than all else that a host is made of.
    private static readonly ServiceDescriptor[] Registered = [.. new ServiceCollection()
        .AddLogging()
        .AddLaunchAgent(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            [StorageClients.WakeupsSetting] = "wakeups",
            // Processes are none of this host's business, and on Azure the app has none.
            ["WEBSITE_INSTANCE_ID"] = "claims",
        }).Build())
        .AddSingleton<OrphanedClaims>().AddSingleton<PendingOutbox>().AddSingleton<DueLaunches>().AddSingleton<EmptyLabelSets>()
        .AddSingleton<WaitingLaunches>().AddSingleton<StaleLimits>()];

    // Nothing is called through them. Of those that are registered the first provider would dispose the clients of all others.
    private static readonly StorageClients Unused = new(
        new TableServiceClient("UseDevelopmentStorage=true"),
        new BlobServiceClient("UseDevelopmentStorage=true"),
        new QueueServiceClient("UseDevelopmentStorage=true"),
        new ConfigurationBuilder().Build());

    private readonly ServiceProvider _services;

    /// <summary>Starts the process.</summary>
    /// <param name="tables">Storage.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="hub">The agent's task hub.</param>
    /// <param name="capacity">The capacity of executor <c>process</c>.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="random">What it draws its numbers from.</param>
    public ClaimHost(LaunchTables tables, AgentOptions agent, StartedClaims hub, int capacity, TimeProvider clock, Random random)
    {
        Agent = agent;
        Hub = hub;
        var services = new ServiceCollection();
        foreach (var registered in Registered)
            ((ICollection<ServiceDescriptor>)services).Add(registered);
        _services = services
            .AddSingleton(clock)
            .AddSingleton(random)
            .AddSingleton(agent)
            .AddSingleton(tables)
            .AddSingleton(Unused)
            .AddSingleton<IExecutor>(new Place(capacity))
            .AddSingleton(new WakeupQueue(LostMessages.Queue, _ => LostMessages.Queue))
            .BuildServiceProvider();
        Get<DurableTaskHub>().Use(hub);
    }

    public AgentOptions Agent { get; }

    public StartedClaims Hub { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task DispatchAsync(string queue) => Get<Dispatcher>().DispatchAsync(queue, CancellationToken.None);

    public void Dispose() => _services.Dispose();

    private sealed class LostMessages : QueueClient
    {
        public static readonly LostMessages Queue = new();

        public override Task<Response<SendReceipt>> SendMessageAsync(
            string messageText, TimeSpan? visibilityTimeout = default, TimeSpan? timeToLive = default, CancellationToken cancellationToken = default) =>
            Task.FromResult<Response<SendReceipt>>(null!);
    }

    private sealed class Place(int capacity) : IExecutor
    {
        public string Type => ExecutorCatalog.Process;

        public string Instance => "place";

        public int Capacity => capacity;

        public IReadOnlyList<ResourceArgFinding> Check(LaunchSpec spec, JsonElement? resourceArgs) => [];

        public Task SubmitAsync(AttemptRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, AttemptObservation>> ObserveAsync(
            IReadOnlyCollection<string> attemptKeys, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task StopAsync(string attemptKey, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<OutputSlice> ReadOutputAsync(string attemptKey, long offset, int maximumBytes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<string?> ReadResultAsync(string attemptKey, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ForgetAsync(string attemptKey, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
