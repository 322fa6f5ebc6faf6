using System.Globalization;

namespace LaunchAgent.LocalHost;

internal sealed record CommandLine
{
    public const string Usage =
        """
        Usage: LaunchAgent.LocalHost [--app FOLDER] [--port N] [--ready-file FILE] [--short-locks] [--help]

        Hosts the build output of an Azure Functions app (.NET isolated worker) on this machine, for development and tests. It is put
        together from Microsoft's own parts (WebJobs SDK, Durable extension, worker protocol); it is not Azure and not Core Tools.

          --app FOLDER       the app's build output, with host.json and worker.config.json; by default the current folder
          --port N           the port of its HTTP functions on 127.0.0.1, 0 for any free one; by default 7071
          --ready-file FILE  written when everything is up, and whenever a new worker is: {"url","key","pid","worker_pid","functions"}
          --short-locks      for tests only: storage messages and leases of a host that died come back after 10 to 15 s, not minutes

        Settings are environment variables; "Values" of local.settings.json in the app's folder count where the environment has none.
        HTTP functions of authLevel "function" and "admin" want the function key, as header x-functions-key or as ?code=.

          LOCALHOST_FUNCTION_KEY      the function key; a random one if it is not set
          LOCALHOST_WORKER_STORAGE    AzureWebJobsStorage of the worker alone, in place of the host's

        Exit codes: 0 stopped by SIGTERM or SIGINT; 1 something is wrong, and the last line says what; 2 the command line is.
        """;

    public string App { get; private init; } = Directory.GetCurrentDirectory();
    public int Port { get; private init; } = 7071;
    public string? ReadyFile { get; private init; }
    public bool ShortLocks { get; private init; }
    public bool Help { get; private init; }

    public static CommandLine Parse(ReadOnlySpan<string> args)
    {
        var options = new CommandLine();
        while (args is [var name, .. var rest])
        {
            args = rest;
            options = name switch
            {
                "--app" => options with { App = Path.GetFullPath(Value(name, ref args)) },
                "--port" => options with { Port = ParsePort(Value(name, ref args)) },
                "--ready-file" => options with { ReadyFile = Path.GetFullPath(Value(name, ref args)) },
                "--short-locks" => options with { ShortLocks = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw Wrong($"There is no option {name}."),
            };
        }
        return options;
    }

    private static string Value(string name, ref ReadOnlySpan<string> args)
    {
        if (args is not [var value, .. var rest] || value.Length == 0)
            throw Wrong($"{name} wants a value.");
        args = rest;
        return value;
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw Wrong($"--port wants a number from 0 to 65535, not '{text}'.");

    private static HostException Wrong(string sentence) => new($"{sentence} See --help.") { ExitCode = 2 };
}
