using System.Text.Json;

namespace FunctionsEmulator.Durable;

/// <summary>Section <c>extensions.durableTask</c> of host.json, and how the app writes JSON.</summary>
internal sealed record DurableEngineOptions
{
    /// <summary>The task hub: 3 to 45 letters and digits, starting with a letter. It names the tables; hubs do not see each other.</summary>
    public required string HubName { get; init; }

    /// <summary>The version of an orchestration that is started without one.</summary>
    public string DefaultVersion { get; init; } = "";

    /// <summary>How many activities run at once; the default is ten per core.</summary>
    public int MaxConcurrentActivityFunctions { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrations take a step at once; the default is ten per core.</summary>
    public int MaxConcurrentOrchestratorFunctions { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How inputs, outputs and events are written; the default is the worker's.</summary>
    public JsonSerializerOptions SerializerOptions { get; init; } = new() { PropertyNameCaseInsensitive = true };
}
