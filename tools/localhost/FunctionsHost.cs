using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LaunchAgent.LocalHost.Functions;
using LaunchAgent.LocalHost.Http;
using LaunchAgent.LocalHost.Jobs;
using LaunchAgent.LocalHost.Protocol;
using LaunchAgent.LocalHost.Settings;
using LaunchAgent.LocalHost.WorkerProcess;
using Yarp.ReverseProxy.Forwarder;

namespace LaunchAgent.LocalHost;

/// <summary>
/// The whole: starts the parts in the order that is soonest up, and ends them in the order that loses nothing. It disposes of none of
/// them: the process ends with them, and some would wait for a storage account that is gone.
/// </summary>
internal sealed class FunctionsHost(CommandLine options)
{
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(9.7);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly TaskCompletionSource<HostException?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<int> RunAsync()
    {
        // Kept: a registration that is collected does nothing any more.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);

        using var httpSocket = Servers.Listen(options.Port);
        using var workerSocket = Servers.Listen(0);
        var url = $"http://127.0.0.1:{Servers.PortOf(httpSocket)}";
        var app = AppFolder.Open(options.App, Servers.PortOf(httpSocket));
        using var loggers = HostLogging.Create(app);
        Greet(app, url);

        var workers = new WorkerKeeper(app, Servers.PortOf(workerSocket), loggers, _time);
        var keeping = EndWithAsync(workers.RunAsync());
        try
        {
            // Beside the worker's start, which takes the longest.
            var faults = new Faults(fault => End(Fatal(fault)), workers.Replace);
            var buildingJobs = Task.Run(() => FunctionsJobHost.Build(app, faults, options.ShortLocks, loggers));
            var workerServer = Servers.BuildForWorker(workerSocket, new WorkerService(workers.ChannelOf), loggers);
            await workerServer.StartAsync();

            return await ServeAsync(app, url, httpSocket, workers, buildingJobs, loggers);
        }
        finally
        {
            await workers.StopAsync();
            await keeping;
        }
    }

    private async Task<int> ServeAsync(
        AppFolder app, string url, Socket socket, WorkerKeeper workers, Task<FunctionsJobHost> buildingJobs, ILoggerFactory loggers)
    {
        var worker = await OrEndAsync(workers.First);
        var functions = worker.Channel.Functions.Values.Select(function => HostedFunction.From(function, app)).ToList();
        if (worker.Channel.HttpUri is null && functions.Find(function => function.IsHttp) is { } deaf)
            throw new HostException(
                $"The function {deaf.Name} has an HTTP trigger, and the worker no HTTP server: "
                + "the app must call ConfigureFunctionsWebApplication().");

        var jobs = await OrEndAsync(buildingJobs);
        var server = Servers.BuildForHttp(socket, loggers);
        var proxy = new HttpProxy(server.Services.GetRequiredService<IHttpForwarder>());
        var bridge = new FunctionBridge(workers, proxy, _time);
        var key = FunctionKey.FromEnvironment();
        var http = new HttpFunctions(jobs.Jobs, key, app.RoutePrefix);
        http.Map(server, functions);
        await OrEndAsync(jobs.StartAsync(bridge.Emit(functions)));
        await server.StartAsync();

        Announce(url, key, http, functions);
        if (options.ReadyFile is { } file)
        {
            var ready = new ReadyFile(file, url, key, [.. functions.Select(function => function.Name)]);
            workers.Ready += another => ready.Write(another.ProcessId);
            ready.Write((await workers.WorkerAsync()).ProcessId);
        }

        if (await _end.Task is { } trouble)
            throw trouble;
        await DrainAsync(jobs, server, bridge, loggers);
        return 0;
    }

    // What is being waited for, unless the end comes first.
    private async Task<T> OrEndAsync<T>(Task<T> awaited)
    {
        if (await Task.WhenAny(awaited, _end.Task) == _end.Task)
            throw await _end.Task ?? new HostException("Stopped before it was up.") { ExitCode = 0 };
        try
        {
            return await awaited;
        }
        catch (Exception failure) when (failure is not HostException)
        {
            throw new HostException($"The functions cannot be started: {Innermost(failure)}", failure);
        }
    }

    private async Task EndWithAsync(Task keeping)
    {
        try
        {
            await keeping;
        }
        catch (Exception failure)
        {
            End(failure as HostException ?? Fatal(failure));
        }
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        // The second one means at once; the worker ends with its launcher's pipe.
        if (!End(null))
            Environment.Exit(1);
    }

    private bool End(HostException? trouble)
    {
        if (!_end.TrySetResult(trouble))
            return false;
        _ = ExitAtLastAsync(trouble);
        return true;
    }

    // Whatever hangs on the way out is left behind.
    private async Task ExitAtLastAsync(HostException? trouble)
    {
        await Task.Delay(EndsWithin, _time);
        await Console.Error.WriteLineAsync(trouble?.Message ?? "Not everything ended in time.");
        Environment.Exit(trouble?.ExitCode ?? 0);
    }

    // New work first: what runs goes on.
    private async Task DrainAsync(FunctionsJobHost jobs, WebApplication server, FunctionBridge bridge, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("Host.Shutdown");
        logger.LogInformation("Stopping: no new work is taken, and what runs may end within {Seconds} s.", DrainsWithin.TotalSeconds);
        using var limit = new CancellationTokenSource(DrainsWithin, _time);
        try
        {
            // No token for the listeners: they cannot be cancelled half way without throwing on a thread of their own.
            await Task.WhenAll(jobs.DrainAsync(), server.StopAsync(limit.Token)).WaitAsync(limit.Token);
            await bridge.IdleAsync(limit.Token);
            logger.LogInformation("Nothing runs any more.");
        }
        catch (Exception failure)
        {
            logger.LogWarning("Not everything ended: {Message}", Innermost(failure));
        }
    }

    private void Greet(AppFolder app, string url)
    {
        Console.WriteLine(
            $"""
            A local host for Azure Functions, for development and tests, made of Microsoft's parts; not Azure, and not Core Tools.
            App {app.Folder}, host id {app.HostId}, {url}, process {Environment.ProcessId}
            """);
        if (options.ShortLocks)
            Console.WriteLine("Short locks, for tests only: locks last 10 to 15 s, and what runs longer may run twice.");
    }

    private void Announce(string url, FunctionKey key, HttpFunctions http, IReadOnlyList<HostedFunction> functions)
    {
        foreach (var line in http.Describe(functions))
            Console.WriteLine($"  {line}");
        foreach (var kind in functions.Where(function => !function.IsHttp).GroupBy(function => function.Trigger.Type))
            Console.WriteLine($"  {kind.Key}: {string.Join(", ", kind.Select(function => function.Name))}");
        // Nobody can know a random key otherwise.
        if (key.IsRandom && options.ReadyFile is null)
            Console.WriteLine($"Function key (header x-functions-key): {key.Text}");
        var took = _time.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        Console.WriteLine($"Ready at {url} after {took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s. Ctrl+C stops it.");
    }

    private static HostException Fatal(Exception fault) =>
        new($"The host cannot go on ({Innermost(fault)}) and ends, as Azure's would. Start it again.", fault);

    private static string Innermost(Exception failure)
    {
        // The socket's own exception does not say whose socket.
        while (failure.InnerException is { } inner and not SocketException)
            failure = inner;
        return failure.Message.Split('\n')[0].TrimEnd();
    }
}
