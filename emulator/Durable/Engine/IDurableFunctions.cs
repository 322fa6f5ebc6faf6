using Microsoft.DurableTask;

namespace FunctionsEmulator.Durable;

/// <summary>The functions that the engine runs, as the host knows them. Names count without regard to case.</summary>
internal interface IDurableFunctions
{
    /// <summary>Whether a function with an orchestration trigger has this name.</summary>
    bool HasOrchestrator(string name);

    /// <summary>Whether a function with an activity trigger has this name.</summary>
    bool HasActivity(string name);

    /// <summary>
    /// Runs an orchestrator up to where it waits. The call is made on the engine's single-threaded synchronisation context and must not
    /// leave it: whatever it awaits, apart from the context's own tasks, must be completed already.
    /// </summary>
    /// <returns>The output, which the engine writes as JSON.</returns>
    Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context);

    /// <summary>Runs an activity. What it throws is its failure; nothing should be wrapped around it.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="instanceId">The orchestration that called it.</param>
    /// <param name="inputJson">The input as JSON; null when there is none.</param>
    /// <param name="cancellationToken">Cancelled when the engine stops; an activity that ends by it is run again after the restart.</param>
    /// <returns>The output, which the engine writes as JSON.</returns>
    Task<object?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken);
}
