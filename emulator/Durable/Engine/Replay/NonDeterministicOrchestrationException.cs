namespace DurableTask.Core.Exceptions;

/// <summary>The orchestrator, run again, did not do what its history says it did. Only its name and message are ever seen, in an output.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception($"Non-Deterministic workflow detected: {message}");
