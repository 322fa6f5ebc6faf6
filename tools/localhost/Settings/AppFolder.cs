using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LaunchAgent.LocalHost.Settings;

/// <summary>The build output of an app: what stands in host.json, worker.config.json and local.settings.json, and its settings.</summary>
internal sealed class AppFolder
{
    private const string Storage = "AzureWebJobsStorage";
    private const string HostName = "WEBSITE_HOSTNAME";
    private const string Runtime = "FUNCTIONS_WORKER_RUNTIME";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private AppFolder(string folder, IConfiguration configuration, IReadOnlyList<string> workerCommand)
    {
        Folder = folder;
        Configuration = configuration;
        WorkerCommand = workerCommand;
    }

    public string Folder { get; }

    /// <summary>The settings, and host.json below <c>AzureWebJobs</c>, where the WebJobs SDK looks for its own.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>Program and first arguments of the worker.</summary>
    public IReadOnlyList<string> WorkerCommand { get; }

    public IConfigurationSection HostJson => Configuration.GetSection(HostJsonFile.Section);

    /// <summary>Names what is this host's on a storage account (timers, leases): up to 32 characters, the same at every start.</summary>
    public string HostId => Configuration["AzureFunctionsWebHost:hostid"] is { Length: > 0 } id
        ? id.ToLowerInvariant()
        : "local-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{Folder}")))[..24];

    /// <summary>What comes before the route of an HTTP function.</summary>
    public string RoutePrefix => (HostJson["extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>How long a function may run, or null for ever.</summary>
    public TimeSpan? FunctionTimeout =>
        TimeSpan.TryParse(HostJson["functionTimeout"], CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero ? limit : null;

    /// <summary>Reads a folder, and makes its settings those of this process, which the worker inherits.</summary>
    public static AppFolder Open(string folder, int port)
    {
        if (!File.Exists(Path.Combine(folder, "worker.config.json")))
            throw new HostException(
                $"{folder} has no worker.config.json; build the app first (dotnet build functions) and give its output as --app.");

        // With it the Durable extension takes the machine for an Azure one, and writes hundreds of event lines.
        Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
        ReadLocalSettings(folder);
        SetIfMissing(HostName, $"127.0.0.1:{port}");
        var command = ReadWorkerCommand(folder);

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (!configuration.GetSection(Storage).Exists())
            throw new HostException($"The setting {Storage} is missing: it says which storage account to use. {WhereToSet}");
        var hostJson = HostJsonFile.Read(Path.Combine(folder, "host.json"), configuration);
        var both = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(hostJson).Build();
        return new AppFolder(folder, both, command);
    }

    public const string WhereToSet = "Set it in the environment, or under Values in local.settings.json in the app's folder.";

    /// <summary>Whether a function is switched off by the setting <c>AzureWebJobs.NAME.Disabled</c>.</summary>
    public bool IsDisabled(string function) =>
        Configuration[$"AzureWebJobs.{function}.Disabled"]?.ToLowerInvariant() is "1" or "true";

    /// <summary>What the worker's environment has more, or less, than that of the host.</summary>
    public void SetWorkerEnvironment(IDictionary<string, string?> environment)
    {
        environment["FUNCTIONS_WORKER_DIRECTORY"] = Folder;
        environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Folder;
        if (environment.Remove("LOCALHOST_WORKER_STORAGE", out var storage) && !string.IsNullOrEmpty(storage))
            environment[Storage] = storage;
        // No business of what the app starts.
        environment.Remove("LOCALHOST_FUNCTION_KEY");
    }

    private static void ReadLocalSettings(string folder)
    {
        var file = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(file))
            return;
        using var json = ReadJson(file);
        if (json.RootElement.TryGetProperty("Values", out var values) && values.ValueKind == JsonValueKind.Object)
            foreach (var setting in values.EnumerateObject())
                SetIfMissing(setting.Name, setting.Value.ToString());
    }

    private static IReadOnlyList<string> ReadWorkerCommand(string folder)
    {
        var file = Path.Combine(folder, "worker.config.json");
        using var json = ReadJson(file);
        if (!json.RootElement.TryGetProperty("description", out var description)
            || !description.TryGetProperty("defaultWorkerPath", out var path) || path.GetString() is not { } worker)
            throw new HostException($"{file} does not say what the worker is (description.defaultWorkerPath).");

        SetIfMissing(Runtime, description.TryGetProperty("language", out var language) ? language.GetString()! : "dotnet-isolated");
        worker = Path.Combine(folder, worker.Replace("{WorkerRoot}", "", StringComparison.OrdinalIgnoreCase));
        return description.TryGetProperty("defaultExecutablePath", out var program) && program.GetString() is { Length: > 0 } executable
            ? [executable, worker]
            : [worker];
    }

    private static JsonDocument ReadJson(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
        }
        catch (JsonException wrong)
        {
            throw new HostException($"{file} is no JSON: {wrong.Message}");
        }
    }

    private static void SetIfMissing(string name, string value)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
            Environment.SetEnvironmentVariable(name, value);
    }
}
