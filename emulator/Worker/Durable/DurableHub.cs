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
    public DurableTaskClient Client => (_engine ?? throw new InvalidOperationException("No function of the app uses the task hub.")).Client;

    public void Prepare(IReadOnlyList<FunctionEntry> functions, ICollection<string> problems)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is OrchestrationTriggerAttribute orchestration)
                _orchestrators[orchestration.Orchestration ?? function.Name] = function;
            else if (function.Trigger is ActivityTriggerAttribute activity)
                _activities[activity.Activity ?? function.Name] = function;
        }

        if (!functions.Any(UsesHub))
            return;

        var found = problems.Count;
        storage.Check(settings.Durable.Connection, "The task hub", problems);
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

    private static bool UsesHub(FunctionEntry function) =>
        function.Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute
        || function.Method.GetParameters().Any(p => p.IsDefined(typeof(DurableClientAttribute), inherit: true));

    private DurableEngine? CreateEngine(ICollection<string> problems)
    {
        var options = new DurableEngineOptions
        {
            HubName = settings.Durable.HubName,
            DefaultVersion = settings.Durable.DefaultVersion,
            MaxConcurrentActivityFunctions = settings.Durable.MaxConcurrentActivityFunctions,
            MaxConcurrentOrchestratorFunctions = settings.Durable.MaxConcurrentOrchestratorFunctions,
            SerializerOptions = json.Value,
        };
        try
        {
            return new DurableEngine(options, storage.CreateTables(settings.Durable.Connection), this, time, loggers);
        }
        catch (ArgumentException unusable)
        {
            problems.Add($"host.json: {unusable.Message}");
            return null;
        }
    }
}
