namespace FunctionsEmulator.Settings;

/// <summary>The part of host.json that rules the task hub.</summary>
internal sealed record DurableSettings
{
    public string HubName { get; init; } = "TestHubName";

    public string DefaultVersion { get; init; } = "";

    public int MaxConcurrentActivityFunctions { get; init; } = 10 * Environment.ProcessorCount;

    public int MaxConcurrentOrchestratorFunctions { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Name of the setting with the hub's storage; null means <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; init; }
}
