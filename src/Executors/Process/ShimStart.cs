using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;

namespace LaunchAgent.Executors.Process;

/// <summary>Starts a shim and hands it its request.</summary>
internal static class ShimStart
{
    // A burst of starts on a small machine takes a while.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The shim reads its own environment from here, which the command may read in turn: nothing but the clean base.
    private static readonly (string Name, string Value)[] LeanRuntime =
    [
        ("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "0"), ("DOTNET_TieredPGO", "0"), ("DOTNET_EnableDiagnostics", "0"), ("DOTNET_GCgen0size", "0x100000"),
    ];

    /// <returns>True when this shim took the key, false when it was taken before.</returns>
    /// <exception cref="ExecutorException">The shim did not get so far, or did not say so; submitting again is safe.</exception>
    public static async Task<bool> RunAsync(
        AttemptFolder folder, ShimRequest request, ProcessExecutorOptions options, Action exited, CancellationToken cancellationToken)
    {
        var shim = Start(folder, options);
        string? answer = null;
        try
        {
            answer = await HandOverAsync(shim, request, cancellationToken).WaitAsync(Patience, cancellationToken);
            return answer == ShimProgram.Took;
        }
        catch (TimeoutException slow)
        {
            // Not killed: it may be taking the key at this very moment.
            throw new ExecutorException("slow_start", "The machine is too busy to start a process in a minute.", retryable: true, slow);
        }
        finally
        {
            shim.StandardOutput.Dispose();
            shim.StandardError.Dispose();
            WhenEnded(shim, answer == ShimProgram.Known ? () => { } : exited);
        }
    }

    private static System.Diagnostics.Process Start(AttemptFolder folder, ProcessExecutorOptions options)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.FileName, var before) = Program();
        foreach (var argument in before.Append(ShimProgram.Argument).Append(folder.Path))
            start.ArgumentList.Add(argument);

        start.Environment.Clear();
        foreach (var (name, value) in options.CleanEnvironment)
            start.Environment[name] = value;
        foreach (var (name, value) in LeanRuntime)
            start.Environment[name] = value;
        if (options.ShimKillAt is { } point)
            start.Environment[ShimKillPoint.Setting] = point;

        try
        {
            return System.Diagnostics.Process.Start(start)!;
        }
        catch (Win32Exception refused)
        {
            throw new ExecutorException("shim_failed", $"{start.FileName} could not be started: {refused.Message}.", retryable: true, refused);
        }
    }

    // Only now: the handler frees the process, whose streams were in use until here.
    private static void WhenEnded(System.Diagnostics.Process shim, Action exited)
    {
        shim.Exited += (_, _) =>
        {
            exited();
            shim.Dispose();
        };
        shim.EnableRaisingEvents = true;
    }

    private static async Task<string> HandOverAsync(System.Diagnostics.Process shim, ShimRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using (var input = shim.StandardInput.BaseStream)
                await JsonSerializer.SerializeAsync(input, request, ShimJson.Default.ShimRequest, cancellationToken);
        }
        catch (IOException)
        {
            // It died before it read everything; what it said last is worth more than "broken pipe".
        }

        if (await shim.StandardOutput.ReadLineAsync(cancellationToken) is { } answer)
            return answer;

        var complaint = (await shim.StandardError.ReadToEndAsync(cancellationToken)).Trim();
        throw new ExecutorException(
            "shim_failed", complaint.Length > 0 ? $"The attempt could not be started: {complaint}" : "The attempt's process ended before it had started.", retryable: true);
    }

    /// <summary>Where the shim stands: beside this library.</summary>
    internal static string Library { get; } = Path.Combine(Path.GetDirectoryName(typeof(ShimStart).Assembly.Location)!, "shim", "LaunchAgent.Shim.dll");

    /// <summary>
    /// The shim, started as this process was: by <c>dotnet</c> with its library, as the Functions host does, else by its own executable, which
    /// finds a runtime only where one is installed for it.
    /// </summary>
    private static (string Path, string[] Arguments) Program()
    {
        if (Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet")
            return (self, [Library]);

        var executable = Path.ChangeExtension(Library, null);
        return File.Exists(executable) ? (executable, []) : ("dotnet", [Library]);
    }
}
