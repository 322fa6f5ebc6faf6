using System.Reflection;
using Azure.Core;
using Azure.Core.Pipeline;
using DurableTask.AzureStorage;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Extensions.Azure;

namespace LaunchAgent.LocalHost.Jobs;

/// <summary>
/// For tests, which cannot wait for minutes: what a dead host held comes back after seconds. host.json allows none of it. A function
/// that runs for longer than a lock runs twice, since locks are renewed when the usual ones would be half over.
/// </summary>
internal static class ShortLocks
{
    private const string LockOfQueueListener = "visibilitytimeout=600";

    private static readonly TimeSpan Lock = TimeSpan.FromSeconds(10);

    // The least that a blob lease allows.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    public static void AddTo(IServiceCollection services)
    {
        services.PostConfigure<SingletonOptions>(options => options.ListenerLockPeriod = Lease);
        services.AddAzureClients(clients => clients.ConfigureDefaults(
            options => options.AddPolicy(new ShorterVisibility(), HttpPipelinePosition.PerCall)));
    }

    /// <summary>The Durable extension's locks, by its provider's settings, which nothing else reaches.</summary>
    public static void Apply(IServiceProvider services)
    {
        foreach (var factory in services.GetServices<IDurabilityProviderFactory>())
        {
            var provider = factory.GetDurabilityProvider();
            var service = Field(provider, "serviceClient");
            var settings = (AzureStorageOrchestrationServiceSettings)Field(service, "settings");
            settings.ControlQueueVisibilityTimeout = Lock;
            settings.WorkItemQueueVisibilityTimeout = Lock;
        }
    }

    private static object Field(object owner, string name) =>
        owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(owner)
        ?? throw new HostException($"--short-locks does not know this version of {owner.GetType().Name}: it has no field {name}.");

    // The queue listener's time is a constant in it.
    private sealed class ShorterVisibility : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            var uri = message.Request.Uri;
            if (uri.Query.Contains(LockOfQueueListener, StringComparison.Ordinal))
                uri.Query = uri.Query.Replace(LockOfQueueListener, $"visibilitytimeout={Lock.TotalSeconds}", StringComparison.Ordinal);
        }
    }
}
