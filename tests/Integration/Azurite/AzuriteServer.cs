using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Integration.Azurite;

/// <summary>One real Azurite on free ports for the whole test run. Tests take names of their own, never a clean server.</summary>
internal sealed partial class AzuriteServer
{
    private const string Account = "devstoreaccount1";

    // The account key that Azurite documents; it opens nothing but an emulator.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Run before Azurite: it ends with the pipe that its standard input is, however the tests end. A busy test runner is killed before its last words.
    private const string EndsWithParent = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())";

    // Whoever uses the app's fixed table and queue names takes an account of their own.
    private const int OwnAccounts = 900;

    private static readonly Lazy<AzuriteServer> Shared = new(() => new AzuriteServer());

    private static int _accountsTaken;

    private readonly Process _process;
    private readonly Dictionary<string, int> _ports = [];

    private AzuriteServer()
    {
        var root = RepositoryRoot();
        var script = Path.Combine(root, "tools/azurite/node_modules/azurite/dist/src/azurite.js");
        if (!File.Exists(script))
            throw new InvalidOperationException($"Azurite is not installed: run ./test, or 'npm ci' in {root}/tools/azurite.");

        _process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndsWithParent, script, "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            },
            Environment =
            {
                ["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, OwnAccounts).Select(OwnAccount).Prepend(Account).Select(name => $"{name}:{Key}")),
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
                _ports[match.Groups[1].Value] = int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        }

        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>The connection string of the run's Azurite, which is started on first use.</summary>
    public static string ConnectionString => Shared.Value.BuildConnectionString(Account);

    /// <summary>The connection string of an account that nobody else uses.</summary>
    public static string NewAccount()
    {
        var number = Interlocked.Increment(ref _accountsTaken) - 1;
        return number < OwnAccounts
            ? Shared.Value.BuildConnectionString(OwnAccount(number))
            : throw new InvalidOperationException($"All {OwnAccounts} accounts of the test run are taken; raise the number.");
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FunctionApp.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }

    private static string OwnAccount(int number) => $"testaccount{number}";

    private string BuildConnectionString(string account) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};" +
        string.Concat(_ports.Select(p => $"{p.Key}Endpoint=http://127.0.0.1:{p.Value}/{account};"));

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)")]
    private static partial Regex ListensOn();
}
