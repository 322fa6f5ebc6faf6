using LaunchAgent.LocalHost.Settings;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Timers;

// IWebHookProvider: "not ready for public consumption", and yet the Durable extension wants one.
#pragma warning disable CS0618

namespace LaunchAgent.LocalHost.Jobs;

/// <summary>The WebJobs SDK with its extensions: Microsoft's part of this host, which decides when a function runs.</summary>
internal sealed class FunctionsJobHost
{
    private readonly IHost _host;
    private readonly TypeLocator _types;

    private FunctionsJobHost(IHost host, TypeLocator types)
    {
        _host = host;
        _types = types;
    }

    public IJobHost Jobs => _host.Services.GetRequiredService<IJobHost>();

    public static FunctionsJobHost Build(AppFolder app, Faults faults, bool shortLocks, ILoggerFactory loggers)
    {
        var types = new TypeLocator();
        var host = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddConfiguration(app.Configuration))
            .ConfigureServices(services => AddTo(services, app, types, faults, shortLocks, loggers))
            .Build();
        if (shortLocks)
            ShortLocks.Apply(host.Services);
        // What takes its time here is done while the worker starts.
        _ = host.Services.GetRequiredService<IJobHost>();
        _ = host.Services.GetServices<IExtensionConfigProvider>().Count();
        return new FunctionsJobHost(host, types);
    }

    /// <summary>Starts to run the functions of a type (<see cref="Functions.FunctionType"/>).</summary>
    public async Task<IJobHost> StartAsync(Type functions)
    {
        _types.Functions = functions;
        await Jobs.StartAsync(CancellationToken.None);
        return Jobs;
    }

    /// <summary>Takes no new work; what runs may end.</summary>
    public Task DrainAsync() => _host.Services.GetRequiredService<IDrainModeManager>().EnableDrainModeAsync(CancellationToken.None);

    private static void AddTo(
        IServiceCollection services, AppFolder app, TypeLocator types, Faults faults, bool shortLocks, ILoggerFactory loggers)
    {
        // Before the SDK's own, which stand back.
        services.AddSingleton(loggers);
        services.AddSingleton<ITypeLocator>(types);
        services.AddSingleton<IHostIdProvider>(new HostId(app.HostId));
        services.AddSingleton<IWebJobsExceptionHandlerFactory>(faults);
        services.AddSingleton<IWebHookProvider>(new WebHooks());
        if (app.FunctionTimeout is { } timeout)
            services.Configure<JobHostFunctionTimeoutOptions>(options => (options.Timeout, options.ThrowOnTimeout) = (timeout, true));

        services.AddWebJobs(_ => { })
            .AddAzureStorageCoreServices()
            .AddAzureStorageQueues()
            .AddTimers()
            .AddDurableTask();
        services.AddSingleton<ScheduleMonitor, BlobScheduleMonitor>();
        if (shortLocks)
            ShortLocks.AddTo(services);
    }

    private sealed class TypeLocator : ITypeLocator
    {
        public Type? Functions { get; set; }

        public IReadOnlyList<Type> GetTypes() => Functions is { } functions ? [functions] : [];
    }

    private sealed class HostId(string id) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(id);
    }

    // Where the Durable extension says that its management API is. This host does not serve it.
    private sealed class WebHooks : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) =>
            new($"http://{Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME")}/runtime/webhooks/durabletask");
    }
}
