using System.Net.Sockets;
using System.Security.Cryptography;
using LaunchAgent.LocalHost.Protocol;
using LaunchAgent.LocalHost.Settings;

namespace LaunchAgent.LocalHost.WorkerProcess;

/// <summary>A worker that is up: its process and the conversation with it.</summary>
internal sealed record Worker(int ProcessId, WorkerChannel Channel);

/// <summary>Keeps one worker process up: puts another one in its place when it ends, and gives up when that does not help.</summary>
internal sealed class WorkerKeeper(AppFolder app, int port, ILoggerFactory loggers, TimeProvider time)
{
    private const int QuickEndsAtMost = 3;

    private static readonly TimeSpan QuickEnd = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan InvocationsWaitAtMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = loggers.CreateLogger("Host.Worker");
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<Worker> _first = NewReady();
    private TaskCompletionSource<Worker> _ready = NewReady();
    private (string Id, WorkerChannel Channel)? _expected;
    private AppProcess? _process;
    private bool _stopping;

    /// <summary>Called whenever a worker is up and has loaded its functions.</summary>
    public event Action<Worker>? Ready;

    /// <summary>The conversation that belongs to a worker's id, or null.</summary>
    public WorkerChannel? ChannelOf(string workerId)
    {
        lock (_lock)
            return _expected is { } expected && expected.Id == workerId ? expected.Channel : null;
    }

    /// <summary>The first worker, once it is up.</summary>
    public Task<Worker> First => _first.Task;

    /// <summary>The worker that is up, for an invocation; one that is about to be is waited for, but not for ever.</summary>
    public async Task<Worker> WorkerAsync(CancellationToken cancel = default)
    {
        try
        {
            return await _ready.Task.WaitAsync(InvocationsWaitAtMost, time, cancel);
        }
        catch (TimeoutException)
        {
            throw new WorkerProcessExitException("No worker came up in time.");
        }
    }

    /// <summary>Runs workers, one after the other, until it is stopped or throws because they end at once again and again.</summary>
    public async Task RunAsync()
    {
        for (var quickEnds = 0; !_stopping;)
        {
            var began = time.GetTimestamp();
            // What the first one said need not be said again.
            var end = await RunOnceAsync(isQuiet: quickEnds > 0);
            if (_stopping)
                break;

            quickEnds = !end.WasReady || time.GetElapsedTime(began) < QuickEnd ? quickEnds + 1 : 0;
            if (quickEnds >= QuickEndsAtMost)
                throw new HostException($"The worker ended at once, {quickEnds} times in a row ({end.How}). It said:\n{end.Words}");
            _logger.LogWarning("The worker ended ({How}): starting another one.", end.How);
        }
    }

    /// <summary>Ends the worker at once; another one takes its place.</summary>
    public void Replace() => _process?.Kill();

    /// <summary>Ends the worker for good: asks it, and kills it if it does not listen.</summary>
    public async Task StopAsync()
    {
        AppProcess? process;
        lock (_lock)
        {
            _stopping = true;
            process = _process;
            _expected?.Channel.SendTerminate();
        }
        if (process is null)
            return;
        await KillAfterAsync(process, EndsWithin);
        await process.Exited;
    }

    private async Task KillAfterAsync(AppProcess process, TimeSpan grace)
    {
        if (await Task.WhenAny(process.Exited, Task.Delay(grace, time)) != process.Exited)
            process.Kill();
    }

    private async Task<(bool WasReady, string How, string Words)> RunOnceAsync(bool isQuiet)
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var channel = new WorkerChannel(loggers);
        AppProcess process;
        lock (_lock)
        {
            if (_stopping)
                return default;
            _expected = (id, channel);
            _process = process = AppProcess.Start(app, port, id);
            process.IsQuiet = isQuiet;
        }

        var trouble = await OpenAsync(process, channel);
        if (await Task.WhenAny(process.Exited, channel.Closed) == channel.Closed)
            await KillAfterAsync(process, EndsWithin);
        var code = await process.Exited;
        var wasReady = _ready.Task.IsCompletedSuccessfully;
        if (wasReady)
            _ready = NewReady();
        var how = trouble ?? (code > 128 ? $"signal {code - 128}" : $"exit code {code}");
        channel.Fail(new WorkerProcessExitException($"The worker ended ({how})."));
        return (wasReady, how, process.LastWords());
    }

    // Null when the worker is up or has ended before; else why it is of no use and has been killed.
    private async Task<string?> OpenAsync(AppProcess process, WorkerChannel channel)
    {
        using var limit = new CancellationTokenSource(StartsWithin, time);
        try
        {
            var opening = channel.OpenAsync(app, limit.Token);
            if (await Task.WhenAny(opening, process.Exited) != opening)
                return null;
            await opening;
            if (channel.HttpUri is { } http)
                await ListensAsync(http, limit.Token);
            var worker = new Worker(await process.Id, channel);
            process.IsQuiet = false;
            _ready.SetResult(worker);
            _first.TrySetResult(worker);
            Ready?.Invoke(worker);
            return null;
        }
        catch (Exception failure) when (failure is HostException or OperationCanceledException or WorkerProcessExitException)
        {
            process.Kill();
            return failure is OperationCanceledException ? $"it was not up within {StartsWithin.TotalSeconds:0} s" : failure.Message;
        }
    }

    // A worker tells its address before it listens there.
    private async Task ListensAsync(Uri http, CancellationToken cancel)
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(http.Host, http.Port, cancel);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel);
            }
        }
    }

    private static TaskCompletionSource<Worker> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The worker is gone, and with it what it did. The Durable extension knows this class by its name, and tries again.</summary>
internal sealed class WorkerProcessExitException(string message) : Exception(message);
