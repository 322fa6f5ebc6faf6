using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Durable;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Debug, "Orchestration {Name} {InstanceId} ended: {Status} {Failure}")]
    public static partial void InstanceEnded(this ILogger logger, string name, string instanceId, OrchestrationRuntimeStatus status, string? failure);

    [LoggerMessage(3002, LogLevel.Warning, "A step of instance {InstanceId} could not be written; it is tried again.")]
    public static partial void StepFailed(this ILogger logger, string instanceId, Exception exception);

    [LoggerMessage(3003, LogLevel.Error,
        "Orchestrator {Name} of instance {InstanceId} waits for something that is not a durable task, and will never go on. " + Replay.ReplayContext.NotDurable)]
    public static partial void OrchestratorStuck(this ILogger logger, string name, string instanceId);
}
