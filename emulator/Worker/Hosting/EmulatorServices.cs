using System.Text.Json;
using FunctionsEmulator.Faults;
using FunctionsEmulator.Http;
using FunctionsEmulator.Invocation;
using FunctionsEmulator.Queues;
using FunctionsEmulator.Settings;
using FunctionsEmulator.Timers;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace FunctionsEmulator.Hosting;

/// <summary>Puts the emulator among the app's services. Its types are internal, so the app cannot come to lean on them.</summary>
internal static class EmulatorServices
{
    public static void AddTo(FunctionsApplicationBuilder builder)
    {
        var settings = new HostSettings(builder.Emulator, builder.Configuration);

        // The web server's own lines would bury the app's; host.json may ask for them.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddConfiguration(settings.Logging);
        builder.Logging.AddSimpleConsole();
        builder.Services.Configure<SimpleConsoleFormatterOptions>(o => o.SingleLine = true);

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);

        // The worker reads JSON without regard to case, and writes names as they are.
        services.Configure<JsonSerializerOptions>(o => o.PropertyNameCaseInsensitive = true);
        services.AddSingleton(builder.Emulator);
        services.AddSingleton(settings);
        FaultServices.AddTo(services);
        services.AddSingleton<StorageConnections>();
        services.AddSingleton<DurableHub>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<QueueOutputs>();
        services.AddSingleton<QueueListeners>();
        services.AddSingleton<TimerMonitor>();
        services.AddSingleton<TimerListeners>();
        services.AddSingleton<FunctionKeys>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<HttpRequests>();
        services.AddSingleton<ReadyFile>();

        services.AddSingleton<EmulatorHost>();
        services.AddHostedService(provider => provider.GetRequiredService<EmulatorHost>());
    }
}
