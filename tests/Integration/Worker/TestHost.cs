using Azure.Storage.Queues;
using FunctionsEmulator.Hosting;
using FunctionsEmulator.Http;
using LaunchAgent.Tests.Integration.Azurite;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Tests.Integration.Worker;

/// <summary>An app of a few function classes of this assembly, run by the emulator over the test run's Azurite.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host)
    {
        _host = host;
        Client = new HttpClient { BaseAddress = new Uri(host.Services.GetRequiredService<EmulatorHost>().Url + "/") };
        Client.DefaultRequestHeaders.Add("x-functions-key", host.Services.GetRequiredService<FunctionKeys>().Key);
    }

    /// <summary>Sends the function key unless a test takes it away.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public static FunctionsApplicationBuilder CreateBuilder(params Type[] functions)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration["AzureWebJobsStorage"] = AzuriteServer.ConnectionString;
        builder.Emulator.FunctionTypes = functions;
        builder.Emulator.HostJson = """{"version":"2.0","extensions":{"queues":{"maxPollingInterval":"00:00:00.2","messageEncoding":"none"}}}""";
        builder.Logging.ClearProviders();
        return builder;
    }

    public static async Task<TestHost> StartAsync(FunctionsApplicationBuilder builder)
    {
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new TestHost(host);
    }

    /// <summary>A queue with a name of its own, not yet made.</summary>
    public static QueueClient NewQueue(QueueMessageEncoding encoding = QueueMessageEncoding.None, string suffix = "") =>
        Queue($"q-{Guid.NewGuid():n}{suffix}", encoding);

    public static QueueClient Queue(string name, QueueMessageEncoding encoding = QueueMessageEncoding.None) =>
        new(AzuriteServer.ConnectionString, name, new QueueClientOptions { MessageEncoding = encoding });

    public async Task StopAsync() => await _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
