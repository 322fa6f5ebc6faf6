using System.Diagnostics;
using System.Globalization;
using System.Text;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Integration.House;

/// <summary>A command of the repository as somebody in a shell would start it: its output, its signals, and what it leaves behind.</summary>
internal sealed class RunCommand : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(200);

    private readonly StringBuilder _output = new();
    private readonly Process _process;

    /// <param name="file">What to start.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="path">The PATH it sees; null for the test's own.</param>
    public RunCommand(string file, IEnumerable<string> arguments, string? path = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null)
            start.Environment["PATH"] = path;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has printed so far, on both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Processes that carry the mark of a run with this data folder, wherever they went.</summary>
    public static IReadOnlyList<int> ProcessesOf(string data) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && ProcessStat.Read(pid) is { IsDead: false })
            .Where(pid => Session.StartedWith(pid, "RUN_TOOL_DATA", data) || CommandLine(pid).Contains(data, StringComparison.Ordinal)),
    ];

    public Task SaysAsync(string text) => Eventually.TrueAsync(
        () => Output.Contains(text, StringComparison.Ordinal) || (_process.HasExited ? throw new InvalidOperationException($"It ended without '{text}':\n{Output}") : false),
        $"'{text}' in:\n{Output}",
        Patience);

    public void Signal(int signal) => _ = Native.SendSignal(_process.Id, signal);

    /// <summary>Waits for its end; its exit code, or 128 and the signal that ended it.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
