using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>
/// The app as people run it, on the local host: processes of its own, over a storage account of its own, with messages as its only input. Locks are
/// short and timers frequent, so that what heals does so while a test waits.
/// </summary>
internal sealed class AppProcess : IAsyncDisposable
{
    /// <summary>The app's task hub, by which a proxy knows the calls of the engine.</summary>
    public const string TaskHub = "TestHub";

    private static readonly (string Name, string Value)[] Hurried =
    [
        // A test starts more than it runs: code that is compiled once and a heap that is small come up sooner.
        ("DOTNET_TieredPGO", "0"),
        ("DOTNET_gcServer", "0"),
        ("LAUNCH_AGENT_NAME", "test"),
        ("LAUNCH_CLAIM_SETTLE_SECONDS", "5"),
        ("LAUNCH_HEARTBEAT_SCHEDULE", "*/5 * * * * *"),
        ("LAUNCH_WAKEUPS", "wakeups-test"),
        ("LAUNCH_RECONCILE_SCHEDULE", "*/5 * * * * *"),
        ("LAUNCH_TASK_HUB", TaskHub),
        ("LAUNCH_MONITOR_PATIENCE_SECONDS", "3"),
    ];

    private readonly HostProcess _host;

    /// <summary>Over a storage account of its own.</summary>
    public AppProcess()
        : this(AzuriteServer.NewAccount())
    {
    }

    /// <summary>Over a storage account that the test looks after.</summary>
    public AppProcess(string connection)
        : this(connection, new HostProcess(connection))
    {
    }

    /// <summary>Over the account behind a proxy, whose rules kill this app's processes.</summary>
    public AppProcess(string connection, FaultProxy proxy, bool keepAlive = false, bool shortLocks = true)
        : this(connection, new HostProcess(proxy) { KeepAlive = keepAlive, ShortLocks = shortLocks })
    {
    }

    private AppProcess(string connection, HostProcess host)
    {
        Connection = connection;
        _host = host;
        Set(Hurried);
    }

    /// <summary>A folder of the test's own, where commands may leave marks.</summary>
    public string Folder => _host.Folder;

    /// <summary>What host and worker have said.</summary>
    public string LogFile => _host.LogFile;

    /// <summary>The storage account, without a proxy in between.</summary>
    public string Connection { get; }

    /// <summary>Whether the host is gone.</summary>
    public bool HasExited => _host.HasExited;

    /// <summary>How often the host was started.</summary>
    public int Starts => _host.Starts;

    public HttpClient Http => _host.Http;

    /// <summary>The build that runs.</summary>
    public string BuildFolder => _host.AppFolder;

    /// <summary>The names of the functions that the host has indexed.</summary>
    public IReadOnlyList<string> Functions => _host.Facts!.Functions;

    public static async Task<AppProcess> StartedAsync(params (string Name, string Value)[] settings)
    {
        var app = new AppProcess();
        await app.StartAsync(settings);
        return app;
    }

    /// <summary>Another agent on the same machine, over the same storage account and executor; it goes before this one does.</summary>
    public async Task<AppProcess> StartBesideAsync(string agent, params (string Name, string Value)[] settings)
    {
        var app = new AppProcess(Connection, new HostProcess(Connection, Folder));
        await app.StartAsync(
        [
            ("LAUNCH_AGENT_NAME", agent), ("LAUNCH_WAKEUPS", $"wakeups-{agent}"), ("LAUNCH_TASK_HUB", $"Hub{agent}"),
            ("AzureFunctionsWebHost__hostid", $"host-{agent}"), .. settings,
        ]);
        return app;
    }

    /// <summary>Starts the app, the first time or again after its end, and waits until it is up. What was set once stays.</summary>
    public Task StartAsync(params (string Name, string Value)[] settings)
    {
        Set(settings);
        return _host.StartAsync();
    }

    /// <summary>SIGKILL: no shutdown code of host or worker runs.</summary>
    public Task KillAsync(KillTarget target = KillTarget.Both) => _host.KillAsync(target);

    /// <summary>Puts a body on the queue of run items, as any sender would.</summary>
    public Task SendAsync(string body) => new QueueClient(Connection, "run-items").SendMessageAsync(body);

    /// <summary>Puts a launch of a command on the queue of run items.</summary>
    public Task SendCommandAsync(string name, params string[] command) =>
        SendAsync(JsonSerializer.Serialize(new { name, command, working_dir = Folder }));

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

    /// <summary>Waits until there is something to return; a host that is being started again answers nothing meanwhile.</summary>
    public Task<T> UntilAsync<T>(string what, Func<Task<T?>> probe)
        where T : class => _host.UntilAsync(what, async () =>
    {
        try
        {
            return await probe();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private void Set(IEnumerable<(string Name, string Value)> settings)
    {
        foreach (var (name, value) in settings)
            _host.Settings[name] = value;
    }
}
