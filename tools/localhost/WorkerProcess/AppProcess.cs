using System.Diagnostics;
using System.Globalization;
using LaunchAgent.LocalHost.Settings;

namespace LaunchAgent.LocalHost.WorkerProcess;

/// <summary>The app's own process, started through the <see cref="Launcher"/>.</summary>
internal sealed class AppProcess
{
    private const int LastLineCount = 40;

    private readonly Process _launcher;
    private readonly Queue<string> _lastLines = new();
    private readonly TaskCompletionSource<int> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _standardError;

    private AppProcess(Process launcher)
    {
        _launcher = launcher;
        _standardError = ReadStandardErrorAsync();
        Exited = WaitAsync();
    }

    /// <summary>The worker's process id, once the launcher has told it.</summary>
    public Task<int> Id => _id.Task;

    /// <summary>Its exit code, 128 + n if a signal n ended it.</summary>
    public Task<int> Exited { get; }

    /// <summary>Whether what it says is kept for <see cref="LastWords"/> only.</summary>
    public bool IsQuiet { get; set; }

    public static AppProcess Start(AppFolder app, int port, string workerId)
    {
        var (program, beginning) = Self();
        var start = new ProcessStartInfo(program, [.. beginning, Launcher.Mode, .. app.WorkerCommand, .. WorkerArguments(port, workerId)])
        {
            WorkingDirectory = app.Folder,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        app.SetWorkerEnvironment(start.Environment);
        return new AppProcess(Process.Start(start)!);
    }

    /// <summary>Ends it at once: the launcher kills the group when its pipe closes.</summary>
    public void Kill() => _launcher.StandardInput.Close();

    /// <summary>What it last wrote to its standard error, without the lines of stack traces.</summary>
    public string LastWords()
    {
        lock (_lastLines)
            return string.Join(Environment.NewLine, _lastLines.Where(line => !line.StartsWith("   at ", StringComparison.Ordinal)));
    }

    private static (string Program, string[] Beginning) Self()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? (program, [typeof(Program).Assembly.Location]) : (program, []);
    }

    // Older workers read the first form, newer ones the second.
    private static string[] WorkerArguments(int port, string workerId) =>
    [
        "--host", "127.0.0.1", "--port", $"{port}", "--workerId", workerId, "--requestId", workerId,
        "--grpcMaxMessageLength", $"{int.MaxValue}",
        "--functions-uri", $"http://127.0.0.1:{port}", "--functions-worker-id", workerId, "--functions-request-id", workerId,
        "--functions-grpc-max-message-length", $"{int.MaxValue}",
    ];

    private async Task ReadStandardErrorAsync()
    {
        while (await _launcher.StandardError.ReadLineAsync() is { } line)
        {
            if (!_id.Task.IsCompleted && line.StartsWith(Launcher.ProcessIdLine, StringComparison.Ordinal))
            {
                _id.TrySetResult(int.Parse(line[Launcher.ProcessIdLine.Length..], CultureInfo.InvariantCulture));
                continue;
            }
            if (!IsQuiet)
                await Console.Error.WriteLineAsync(line);
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > LastLineCount)
                    _lastLines.Dequeue();
            }
        }
    }

    private async Task<int> WaitAsync()
    {
        await _launcher.WaitForExitAsync();
        Posix.KillGroup(_launcher.Id);
        // Not for long: what lives on in a session of its own may hold the pipe open.
        await Task.WhenAny(_standardError, Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System));
        _id.TrySetCanceled();
        return _launcher.ExitCode;
    }
}
