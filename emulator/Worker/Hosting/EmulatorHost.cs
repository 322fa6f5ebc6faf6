using System.Text.Json;
using FunctionsEmulator.Discovery;
using FunctionsEmulator.Http;
using FunctionsEmulator.Queues;
using FunctionsEmulator.Settings;
using FunctionsEmulator.Timers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FunctionsEmulator.Hosting;

/// <summary>The host: finds the functions, refuses to start if one of them cannot run, and then starts everything that triggers them.</summary>
internal sealed class EmulatorHost(
    EmulatorSetup setup,
    HostSettings settings,
    IOptions<JsonSerializerOptions> json,
    QueueListeners queues,
    TimerListeners timers,
    HttpFunctions http,
    DurableHub durable,
    IServer server,
    ReadyFile ready) : IHostedLifecycleService
{
    /// <summary>Where HTTP functions are answered, without a slash at the end.</summary>
    public string Url => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return Task.CompletedTask;
    }

    // Before the web server, whose requests may need it.
    public Task StartAsync(CancellationToken cancellationToken) => durable.StartAsync(cancellationToken);

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        queues.Start();
        timers.Start();
        await Console.Out.WriteLineAsync($"Azure Functions emulator, for development and tests, never for production: listening on {Url}");
        await ready.WriteAsync(Url, cancellationToken);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(queues.StopAsync(cancellationToken), timers.StopAsync(cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => durable.StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Prepare()
    {
        var problems = new List<string>(settings.Problems);
        var binder = new ParameterBinder(json.Value, durable);
        var functions = FunctionDiscovery.Find(setup.FindTypes(), binder, problems);
        queues.Prepare(functions, problems);
        timers.Prepare(functions, problems);
        http.Prepare(functions, problems);
        durable.Prepare(functions, problems);
        if (problems.Count > 0)
            throw new InvalidOperationException($"The function app cannot start:{string.Concat(problems.Select(p => $"{Environment.NewLine}- {p}"))}");
    }
}
