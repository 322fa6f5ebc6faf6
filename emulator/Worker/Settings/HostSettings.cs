using FunctionsEmulator.Hosting;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Settings;

/// <summary>What host.json says, after the settings that override it, with the emulator's own settings.</summary>
internal sealed class HostSettings
{
    private readonly IConfiguration _host;
    private readonly List<string> _problems = [];

    public HostSettings(EmulatorSetup setup, IConfiguration app)
    {
        _host = ReadHostJson(setup, app);
        RoutePrefix = _host["extensions:http:routePrefix"] ?? "api";
        Queues = ReadQueues(app);
        Logging = _host.GetSection("logging");
        Durable = ReadDurable(app);
    }

    public string RoutePrefix { get; }

    public QueueSettings Queues { get; }

    /// <summary>The section with the log levels.</summary>
    public IConfiguration Logging { get; }

    public DurableSettings Durable { get; }

    /// <summary>What cannot be used as written.</summary>
    public IReadOnlyList<string> Problems => _problems;

    private static IConfigurationRoot ReadHostJson(EmulatorSetup setup, IConfiguration app)
    {
        var builder = new ConfigurationBuilder();
        if (setup.HostJson is { } text)
            builder.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
        else
            builder.AddJsonFile(Path.Combine(setup.Folder, "host.json"), optional: true);

        // As in the real host, settings such as AzureFunctionsJobHost__extensions__queues__batchSize win over the file.
        return builder.AddConfiguration(app.GetSection("AzureFunctionsJobHost")).Build();
    }

    private QueueSettings ReadQueues(IConfiguration app)
    {
        var queues = _host.GetSection("extensions:queues");
        var defaults = new QueueSettings();
        var batchSize = Read(queues, "batchSize", defaults.BatchSize, v => v is >= 1 and <= 32, "1 to 32");
        return defaults with
        {
            BatchSize = batchSize,
            NewBatchThreshold = Read(queues, "newBatchThreshold", batchSize / 2, v => v >= 0, "0 or more"),
            MaxDequeueCount = Read(queues, "maxDequeueCount", defaults.MaxDequeueCount, v => v >= 1, "1 or more"),
            VisibilityTimeout = Read(queues, "visibilityTimeout", defaults.VisibilityTimeout, v => v >= TimeSpan.Zero, "a TimeSpan, not negative"),
            MaxPollingInterval = Read(queues, "maxPollingInterval", defaults.MaxPollingInterval, v => v >= TimeSpan.FromMilliseconds(100), "00:00:00.1 or more"),
            MessageEncoding = Read(queues, "messageEncoding", defaults.MessageEncoding, Enum.IsDefined, "none or base64"),
            ProcessingLock = Read(app, "EMULATOR_QUEUE_LOCK", defaults.ProcessingLock, v => v >= TimeSpan.FromSeconds(1), "00:00:01 or more"),
            DeliverTwice = (app["EMULATOR_DELIVER_TWICE"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(),
        };
    }

    private DurableSettings ReadDurable(IConfiguration app)
    {
        var durable = _host.GetSection("extensions:durableTask");
        var defaults = new DurableSettings();
        return new DurableSettings
        {
            HubName = SettingNames.Resolve(durable["hubName"] ?? defaults.HubName, app, "host.json", _problems),
            DefaultVersion = durable["defaultVersion"] ?? defaults.DefaultVersion,
            MaxConcurrentActivityFunctions = Read(
                durable, "maxConcurrentActivityFunctions", defaults.MaxConcurrentActivityFunctions, v => v >= 1, "1 or more"),
            MaxConcurrentOrchestratorFunctions = Read(
                durable, "maxConcurrentOrchestratorFunctions", defaults.MaxConcurrentOrchestratorFunctions, v => v >= 1, "1 or more"),
            Connection = durable["storageProvider:connectionName"] ?? durable["storageProvider:connectionStringName"],
        };
    }

    private T Read<T>(IConfiguration section, string key, T otherwise, Func<T, bool> isValid, string allowed)
        where T : struct
    {
        var text = section[key];
        if (string.IsNullOrEmpty(text))
            return otherwise;
        var read = Parse<T>(text);
        if (read is { } value && isValid(value))
            return value;
        _problems.Add($"{key}: '{text}' is not allowed; it must be {allowed}.");
        return otherwise;
    }

    private static T? Parse<T>(string text)
        where T : struct
    {
        if (typeof(T).IsEnum)
            return Enum.TryParse<T>(text, ignoreCase: true, out var named) ? named : null;
        try
        {
            return (T?)System.ComponentModel.TypeDescriptor.GetConverter(typeof(T)).ConvertFromInvariantString(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
