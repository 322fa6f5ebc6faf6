using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using LaunchAgent.Contracts;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>The app as people run it: a process of its own, over a storage account of its own, with messages as its only input.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    // On a machine with other work a step may come late enough to be healed by a timer, which looks after a minute for what is lost.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder;
    private readonly string _connection;
    private readonly bool _isGuest;
    private readonly StringBuilder _output = new();
    private Process? _process;
    private HttpClient? _http;

    public AppProcess(AppProcess? host = null)
    {
        _isGuest = host is not null;
        _folder = host?._folder ?? Directory.CreateTempSubdirectory("launch-e2e-").FullName;
        _connection = host?._connection ?? AzuriteServer.NewAccount();
    }

    /// <summary>Over a storage account that the test looks after.</summary>
    public AppProcess(string connection)
    {
        _folder = Directory.CreateTempSubdirectory("launch-e2e-").FullName;
        _connection = connection;
    }

    /// <summary>A folder of the test's own, where commands may leave marks.</summary>
    public string Folder => _folder;

    /// <summary>What the app printed, over all its starts.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Whether the app's process is gone.</summary>
    public bool HasExited => _process is { HasExited: true };

    public HttpClient Http => _http ?? throw new InvalidOperationException("The app is not up.");

    public static async Task<AppProcess> StartedAsync(params (string Name, string Value)[] settings)
    {
        var app = new AppProcess();
        await app.StartAsync(settings);
        return app;
    }

    /// <summary>Another agent on the same machine, over the same storage account; it goes before this one does.</summary>
    public async Task<AppProcess> StartBesideAsync(string agent, params (string Name, string Value)[] settings)
    {
        var app = new AppProcess(this);
        await app.StartAsync([("LAUNCH_AGENT_NAME", agent), ("LAUNCH_NUDGES", $"nudges-{agent}"), ("LAUNCH_TASK_HUB", $"Hub{agent}"), .. settings]);
        return app;
    }

    /// <summary>Starts the app, the first time or again after a kill, and waits until it is up.</summary>
    public async Task StartAsync(params (string Name, string Value)[] settings)
    {
        var ready = Path.Combine(_folder, $"ready-{Guid.NewGuid():n}.json");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LaunchAgent.Functions.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        foreach (var (name, value) in Settings(ready).Concat(settings))
            start.Environment[name] = value;

        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilAsync("the app is up", () => Task.FromResult(File.Exists(ready) ? ready : process.HasExited ? throw new InvalidOperationException(Output) : null));
        var facts = JsonDocument.Parse(await File.ReadAllTextAsync(ready)).RootElement;
        _http = new HttpClient { BaseAddress = new Uri(facts.GetProperty("url").GetString()! + "/api/") };
        _http.DefaultRequestHeaders.Add("x-functions-key", facts.GetProperty("key").GetString());
    }

    /// <summary>The storage account that the app alone uses.</summary>
    public string Connection => _connection;

    /// <summary>Waits until the app has ended by itself, or by what a fault made of it.</summary>
    public Task ExitedAsync() => _process!.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>SIGKILL: no shutdown code of the app runs.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _http?.Dispose();
    }

    /// <summary>Puts a body on the queue of run items, as any sender would.</summary>
    public Task SendAsync(string body) => new QueueClient(_connection, "run-items").SendMessageAsync(body);

    /// <summary>Puts a launch of a command on the queue of run items.</summary>
    public Task SendCommandAsync(string name, params string[] command) =>
        SendAsync(JsonSerializer.Serialize(new { name, command, working_dir = _folder }));

    /// <summary>Waits until the launch of a name has ended; it is there as soon as its message was taken in.</summary>
    public Task<LaunchDetail> EndOfAsync(string name) => UntilAsync($"launch '{name}' ends", async () =>
    {
        var launch = await FindAsync(name);
        return launch is { EndedAt: not null } ? launch : null;
    });

    public async Task<LaunchDetail?> FindAsync(string name)
    {
        var page = await Http.GetFromJsonAsync<ListPage<LaunchView>>("launches?limit=500", ContractJson.Options);
        return page!.Items.FirstOrDefault(launch => launch.Name == name) is { } found
            ? await Http.GetFromJsonAsync<LaunchDetail>($"launches/{found.Id}", ContractJson.Options)
            : null;
    }

    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> probe)
        where T : class
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Yield())
        {
            if (await probe() is { } answer)
                return answer;
            // The condition is at the far end of a process boundary: it can only be asked again.
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            await pause.WaitForNextTickAsync();
        }

        throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}.\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        if (!_isGuest)
            Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<(string Name, string Value)> Settings(string ready) =>
    [
        ("AzureWebJobsStorage", _connection),
        ("EMULATOR_QUEUE_LOCK", "00:00:02"),
        ("EMULATOR_READY_FILE", ready),
        ("LAUNCH_AGENT_NAME", "test"),
        ("LAUNCH_CLAIM_SETTLE_SECONDS", "1"),
        ("LAUNCH_HEARTBEAT_SCHEDULE", "*/2 * * * * *"),
        ("LAUNCH_NUDGES", "nudges-test"),
        ("LAUNCH_PROCESS_ROOT", Path.Combine(_folder, "attempts")),
        ("LAUNCH_RECONCILE_SCHEDULE", "*/2 * * * * *"),
        ("LAUNCH_SWEEPS_SCHEDULE", "*/30 * * * * *"),
        ("LAUNCH_TASK_HUB", "TestHub"),
        ("LAUNCH_WATCH_PATIENCE_SECONDS", "3"),
    ];

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
