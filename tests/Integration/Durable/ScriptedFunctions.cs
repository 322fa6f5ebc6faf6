using System.Collections.Concurrent;
using System.Text.Json;
using FunctionsEmulator.Durable;
using Microsoft.DurableTask;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>Functions that a test writes as lambdas; every run is noted.</summary>
internal sealed class ScriptedFunctions : IDurableFunctions
{
    private readonly ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Func<string?, CancellationToken, Task<object?>>> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The orchestrator runs, replays included.</summary>
    public ConcurrentQueue<string> Plays { get; } = new();

    /// <summary>The activity runs, as name and input.</summary>
    public ConcurrentQueue<string> Runs { get; } = new();

    public ScriptedFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code)
    {
        _orchestrators[name] = code;
        return this;
    }

    public ScriptedFunctions Activity(string name, Func<string?, object?> code) => Activity(name, (input, _) => Task.FromResult(code(input)));

    public ScriptedFunctions Activity(string name, Func<string?, CancellationToken, Task<object?>> code)
    {
        _activities[name] = code;
        return this;
    }

    /// <summary>An activity that ends when the test lets it.</summary>
    public ScriptedFunctions Gate(string name, Task gate) => Activity(name, async (input, _) =>
    {
        await gate;
        return input;
    });

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context)
    {
        Plays.Enqueue(name);
        return _orchestrators[name](context);
    }

    public Task<object?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        var input = inputJson is null ? null : JsonSerializer.Deserialize<string>(inputJson);
        Runs.Enqueue($"{name} {input}".TrimEnd());
        return _activities[name](input, cancellationToken);
    }
}
