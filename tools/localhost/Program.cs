using System.Runtime.CompilerServices;
using LaunchAgent.LocalHost.WorkerProcess;

namespace LaunchAgent.LocalHost;

internal static class Program
{
    private static async Task Main(string[] args)
    {
        // Before anything else is loaded: the worker waits for its launcher. Exit does not wait for threads of the parts.
        if (args is [Launcher.Mode, .. var command])
            Environment.Exit(Launcher.Run(command));

        Environment.Exit(await RunAsync(args));
    }

    // A method of its own, because the types a method names are loaded before its first line runs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                throw new HostException("This local host runs on Linux and macOS; on Windows, use it in WSL.");
            var options = CommandLine.Parse(args);
            if (options.Help)
            {
                await Console.Out.WriteLineAsync(CommandLine.Usage);
                return 0;
            }
            return await new FunctionsHost(options).RunAsync();
        }
        catch (HostException trouble)
        {
            await Console.Error.WriteLineAsync(trouble.Message);
            return trouble.ExitCode;
        }
    }
}

/// <summary>What ends the host, in a sentence for whoever started it.</summary>
internal sealed class HostException(string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    public int ExitCode { get; init; } = 1;
}
