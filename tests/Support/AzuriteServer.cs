using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Support;

/// <summary>
/// A real Azurite on free ports, with all data in memory. Usually one is shared; tests take names of their own, never a clean server.
/// </summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The account key that Azurite documents; it opens nothing but an emulator.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Run before Azurite: it ends with the pipe that its standard input is, however the tests end. A busy test runner is killed
    // before its last words.
    private const string EndsWithParent = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())";

    // Whoever uses the app's fixed table and queue names takes an account of their own.
    private const int OwnAccounts = 900;

    private static readonly Lazy<AzuriteServer> Shared = new(Start);

    private readonly Process _process;
    private readonly Dictionary<string, int> _ports = [];
    private int _accountsTaken;

    private AzuriteServer(string script)
    {
        _process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndsWithParent, script, "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            },
            Environment =
            {
                ["AZURITE_ACCOUNTS"] =
                    string.Join(';', Enumerable.Range(0, OwnAccounts).Select(OwnAccount).Prepend(Account).Select(name => $"{name}:{Key}")),
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);

        // Azurite names port 0 when it starts a service, and the real one once that is up.
        while (_ports.Count < 3)
        {
            var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Azurite ended before it was up.");
            if (ListensOn().Match(line) is { Success: true } match)
                _ports[match.Groups[1].Value] = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        }

        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>The connection string of the run's shared Azurite, which is started on first use and ends with this process.</summary>
    public static string ConnectionString => Shared.Value.BuildConnectionString(Account);

    /// <summary>The connection string of an account of the shared Azurite that nobody else uses.</summary>
    public static string NewAccount() => Shared.Value.TakeAccount();

    /// <summary>The process id of the server.</summary>
    public int Pid => _process.Id;

    /// <summary>The folder that holds the solution.</summary>
    public static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FunctionApp.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }

    /// <summary>Starts an Azurite of the caller's own.</summary>
    public static AzuriteServer Start()
    {
        var root = RepositoryRoot();
        var script = Path.Combine(root, "tools/azurite/node_modules/azurite/dist/src/azurite.js");
        return File.Exists(script)
            ? new AzuriteServer(script)
            : throw new InvalidOperationException($"Azurite is not installed: run ./test, or 'npm ci' in {root}/tools/azurite.");
    }

    /// <summary>The connection string of an account that nobody else uses.</summary>
    public string TakeAccount()
    {
        var number = Interlocked.Increment(ref _accountsTaken) - 1;
        return number < OwnAccounts
            ? BuildConnectionString(OwnAccount(number))
            : throw new InvalidOperationException($"All {OwnAccounts} accounts of the test run are taken; raise the number.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string OwnAccount(int number) => $"testaccount{number}";

    private string BuildConnectionString(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};" +
        string.Concat(_ports.Select(p => $"{p.Key}Endpoint=http://127.0.0.1:{p.Value}/{account};"));

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)")]
    private static partial Regex ListensOn();
}
