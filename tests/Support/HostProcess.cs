using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace LaunchAgent.Tests.Support;

/// <summary>What a local host says of itself when it is up.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="Key">The function key.</param>
/// <param name="Pid">The host's process id.</param>
/// <param name="WorkerPid">The worker's process id; another one after the worker has been replaced.</param>
/// <param name="Functions">The names of the functions that it has indexed.</param>
public sealed record HostFacts(string Url, string Key, int Pid, int WorkerPid, IReadOnlyList<string> Functions);

/// <summary>
/// The app on the local host, as people run it: processes of their own, the settings as delivered, a folder for what it leaves.
/// </summary>
public sealed class HostProcess : IAsyncDisposable
{
    // By this variable all processes of a host are known, but not the attempts, whose environment is clean.
    private const string Mark = "LAUNCH_TEST_HOST";
    private const string ProcessRoot = "LAUNCH_PROCESS_ROOT";
    private const string Storage = "AzureWebJobsStorage";
    private const string WorkerStorage = "LOCALHOST_WORKER_STORAGE";
    private const int TailLines = 60;

    private static readonly string Configuration =
        typeof(HostProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(20);

    // On a machine with other work a step may come late enough to be healed by a timer, which looks after a minute for what is lost.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // The condition is at the far end of a process boundary, where each question costs calls.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _id = Guid.NewGuid().ToString("n");
    private readonly string _key = Guid.NewGuid().ToString("n");
    private readonly bool _ownsFolder;
    private readonly List<HttpClient> _clients = [];
    private volatile HttpClient? _http;
    private Process? _process;
    private string? _readyFile;
    private Task _keeping = Task.CompletedTask;
    private volatile bool _ending;
    private bool _isDisposed;

    /// <summary>Over a storage account, in a folder of its own or in one that the caller looks after, with the attempts in it.</summary>
    public HostProcess(string connectionString, string? folder = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("launch-host-").FullName;
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(AzuriteServer.RepositoryRoot(), "local.settings.sample.json")));
        Settings = sample.RootElement.GetProperty("Values").Deserialize<Dictionary<string, string>>()!;
        Settings[Storage] = connectionString;
        Settings[ProcessRoot] = Path.Combine(Folder, "attempts");
    }

    /// <summary>Over the account behind a proxy, whose rules kill this host's processes.</summary>
    public HostProcess(FaultProxy proxy, string? folder = null)
        : this(proxy.HostConnectionString, folder)
    {
        Settings[WorkerStorage] = proxy.WorkerConnectionString;
        proxy.Kill = KillAsync;
    }

    /// <summary>Where the log and the attempts are, and what commands leave; it goes with the host if that made it.</summary>
    public string Folder { get; }

    /// <summary>The environment of host and worker: the sample settings, over which a test sets its own before a start.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>The build of the app: that of <c>functions/</c> in this configuration.</summary>
    public string AppFolder { get; init; } = BuildOf("functions");

    /// <summary>The build of the local host: that of <c>tools/localhost</c> in this configuration.</summary>
    public string LocalHostFolder { get; init; } = BuildOf("tools/localhost");

    /// <summary>Whether locks and invisibility end after seconds, not minutes. Then each function must end soon, too.</summary>
    public bool ShortLocks { get; init; } = true;

    /// <summary>
    /// Whether the host is started again by itself when it ends, killed or not, as <c>./run</c> does; until <see cref="TerminateAsync"/>.
    /// </summary>
    public bool KeepAlive { get; init; }

    /// <summary>How often it was started so far.</summary>
    public int Starts { get; private set; }

    public bool HasExited => _process is { HasExited: true };

    /// <summary>What the host of the last start says; its worker may be another one than before. Null until it is up.</summary>
    public HostFacts? Facts => TryReadFacts();

    /// <summary>Calls the API (addresses after <c>/api/</c>) with the function key. After a start it is another one.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The host was never up.");

    /// <summary>What host and worker printed, over all starts.</summary>
    public string LogFile => Path.Combine(Folder, $"host-{_id}.log");

    /// <summary>Starts the host, the first time or again, and waits until it is up.</summary>
    public async Task<HostFacts> StartAsync(TimeSpan? within = null)
    {
        if (_process is { HasExited: false } || !_keeping.IsCompleted)
            throw new InvalidOperationException("The host is running, or is started again by itself.");
        _ending = false;
        var facts = await StartOnceAsync(within ?? StartsWithin);
        if (KeepAlive)
            _keeping = KeepAsync();
        return facts;
    }

    /// <summary>SIGKILL: no shutdown code runs. Returns when the processes are gone with their connections.</summary>
    public async Task KillAsync(KillTarget target)
    {
        // Before anybody dies: one that is kept alive has another process then, which is not the one to wait for.
        var process = _process;

        // A launcher stands between host and worker, and ends the worker when the host is gone: too late to be one kill.
        var all = RunningProcess.All();
        var host = all.Where(IsHost).ToList();
        var launchers = all.Where(one => host.Any(parent => parent.Pid == one.Parent)).ToList();
        var workers = all.Where(one => launchers.Any(parent => parent.Pid == one.Parent));
        await RunningProcess.KillAllAsync(target switch
        {
            KillTarget.Host => host,
            KillTarget.Worker => [.. workers],
            _ => [.. host, .. launchers, .. workers, .. all.Where(IsMarked)],
        });
        if (target != KillTarget.Worker && process is not null)
            await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: asks it to end, and answers its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        _ending = true;
        foreach (var host in RunningProcess.All().Where(IsHost))
            host.Send(RunningProcess.TerminateSignal);
        var code = await ExitedAsync();
        await _keeping;
        return code;
    }

    /// <summary>Kills host and worker and starts them again; not for one that does so by itself.</summary>
    public async Task<HostFacts> RestartAsync()
    {
        await KillAsync(KillTarget.Both);
        return await StartAsync();
    }

    /// <summary>Waits until the host has ended, and answers its exit code: 128 + n if a signal n ended it.</summary>
    public async Task<int> ExitedAsync(TimeSpan? within = null)
    {
        var process = _process ?? throw new InvalidOperationException("The host was never started.");
        await UntilAsync("the host ends", () => Task.FromResult(process.HasExited), within ?? EndsWithin);
        return process.ExitCode;
    }

    /// <summary>Waits until there is something to return; if that takes too long, the log's end is in the message.</summary>
    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> probe, TimeSpan? within = null)
        where T : class
    {
        try
        {
            return await Eventually.ValueAsync(probe, what, within ?? Patience, Pause);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{Tail()}", late);
        }
    }

    /// <inheritdoc cref="UntilAsync{T}(string, Func{Task{T?}}, TimeSpan?)"/>
    public Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null) =>
        UntilAsync(what, async () => await condition() ? "" : null, within);

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = _ending = true;
        await EndAllAsync();
        await _keeping;
        // It may have been about to start again.
        await EndAllAsync();
        _process?.Dispose();
        foreach (var client in _clients)
            client.Dispose();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private bool IsHost(RunningProcess one) => _process is { HasExited: false } process && process.Id == one.Pid;

    private bool IsMarked(RunningProcess one) => one.Text.Contains($"{Mark}={_id}", StringComparison.Ordinal);

    // Attempts in a folder that others look after may belong to another host.
    private Task EndAllAsync() => RunningProcess.EndAllAsync(one => IsHost(one) || IsMarked(one) || (_ownsFolder && IsAttempt(one)));

    private bool IsAttempt(RunningProcess one) => one.Text.Contains(Settings[ProcessRoot] + "/", StringComparison.Ordinal);

    private async Task KeepAsync()
    {
        while (!_ending)
        {
            try
            {
                await _process!.WaitForExitAsync();
                if (!_ending)
                    await StartOnceAsync(StartsWithin);
            }
            catch (InvalidOperationException)
            {
                // It could not start, for example because storage is gone: once more.
            }
        }
    }

    private async Task<HostFacts> StartOnceAsync(TimeSpan within)
    {
        var library = Path.Combine(LocalHostFolder, "LaunchAgent.LocalHost.dll");
        foreach (var (what, file) in new[] { ("local host", library), ("app", Path.Combine(AppFolder, "worker.config.json")) })
        {
            if (!File.Exists(file))
                throw new FileNotFoundException($"The {what} is not built: there is no {file}.");
        }

        Starts++;
        _readyFile = Path.Combine(Folder, $"ready-{_id}-{Starts}.json");
        // The shell becomes the host. The output goes to the file without a pipe to here, which attempts would hold open.
        string[] command =
        [
            "-c", "exec \"$@\" < /dev/null >> \"$0\" 2>&1", LogFile,
            "dotnet", library, "--app", AppFolder, "--port", "0", "--ready-file", _readyFile,
        ];
        var start = new ProcessStartInfo("sh", command) { WorkingDirectory = Folder };
        if (ShortLocks)
            start.ArgumentList.Add("--short-locks");
        foreach (var (name, value) in Settings)
            start.Environment[name] = value;
        start.Environment["LOCALHOST_FUNCTION_KEY"] = _key;
        start.Environment[Mark] = _id;

        var process = _process = Process.Start(start)!;
        try
        {
            var facts = await Eventually.ValueAsync(
                () => Task.FromResult(TryReadFacts() ?? (process.HasExited ? throw EndedTooSoon(process) : null)),
                "the host is up",
                within);
            _clients.Add(_http = new HttpClient
            {
                BaseAddress = new Uri(facts.Url.TrimEnd('/') + "/api/"),
                DefaultRequestHeaders = { { "x-functions-key", facts.Key } },
            });
            return facts;
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException)
        {
            await KillAsync(KillTarget.Both);
            throw new InvalidOperationException($"{failure.Message}\n{Tail()}", failure);
        }
    }

    private static string BuildOf(string project) => Path.Combine(AzuriteServer.RepositoryRoot(), project, "bin", Configuration, "net10.0");

    private static InvalidOperationException EndedTooSoon(Process process) =>
        new($"The host ended with code {process.ExitCode} before it was up.");

    private HostFacts? TryReadFacts()
    {
        try
        {
            return _readyFile is { } file && File.Exists(file)
                ? JsonSerializer.Deserialize<HostFacts>(File.ReadAllText(file), Snake)
                : null;
        }
        catch (JsonException)
        {
            // It is being written.
            return null;
        }
    }

    private string Tail() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(TailLines)) : "It has said nothing.";
}
