using System.Text.Json;
using FunctionsEmulator.Discovery;
using FunctionsEmulator.Durable;
using FunctionsEmulator.Invocation;
using FunctionsEmulator.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FunctionsEmulator.Hosting;

/// <summary>The app's task hub: its orchestrators and activities, as the durable engine sees them, and the engine's client, as functions see it.</summary>
internal sealed class DurableHub(
    HostSettings settings,
    StorageConnections storage,
    FunctionRunner runner,
    IOptions<JsonSerializerOptions> json,
    TimeProvider time,
    ILoggerFactory loggers) : IDurableFunctions
{
    private readonly Dictionary<string, FunctionEntry> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FunctionEntry> _activities = new(StringComparer.OrdinalIgnoreCase);
    private DurableEngine? _engine;

    /// <summary>The client of the hub.</summary>
    public DurableTaskClient Client => (_engine ?? throw new InvalidOperationException("The app has no orchestrations, so it has no task hub.")).Client;

    public void Prepare(IReadOnlyList<FunctionEntry> functions, ICollection<string> problems)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is OrchestrationTriggerAttribute)
                _orchestrators.Add(function.Name, function);
            else if (function.Trigger is ActivityTriggerAttribute)
                _activities.Add(function.Name, function);
        }

        if (_orchestrators.Count == 0)
            return;

        var found = problems.Count;
        storage.Check(connection: null, "The task hub", problems);
        if (problems.Count == found)
            _engine = CreateEngine(problems);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _engine?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _engine?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) =>
        runner.RunAsync(new FunctionInvocation(_orchestrators[name], context, CancellationToken.None));

    public Task<object?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken) =>
        runner.RunAsync(new FunctionInvocation(_activities[name], inputJson, cancellationToken)
        {
            Data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId },
        });

    private DurableEngine? CreateEngine(ICollection<string> problems)
    {
        var section = settings.DurableTask;
        var options = new DurableEngineOptions
        {
            HubName = settings.HubName,
            DefaultVersion = section["defaultVersion"] ?? "",
            SerializerOptions = json.Value,
        };
        try
        {
            return new DurableEngine(
                options with
                {
                    MaxConcurrentActivityFunctions = Limit(section["maxConcurrentActivityFunctions"], options.MaxConcurrentActivityFunctions),
                    MaxConcurrentOrchestratorFunctions = Limit(section["maxConcurrentOrchestratorFunctions"], options.MaxConcurrentOrchestratorFunctions),
                },
                storage.CreateTables(),
                this,
                time,
                loggers);
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException)
        {
            problems.Add(unusable.Message);
            return null;
        }
    }

    private static int Limit(string? text, int otherwise) => text is null ? otherwise
        : int.TryParse(text, out var limit) && limit > 0 ? limit
        : throw new FormatException($"host.json: a limit of extensions.durableTask is '{text}'; it must be a number over 0.");
}
