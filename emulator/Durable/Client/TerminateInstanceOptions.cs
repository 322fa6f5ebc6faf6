namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is terminated.</summary>
/// <param name="Output">Its output, written as JSON.</param>
/// <param name="Recursive">Whether its sub-orchestrations are terminated too, of which the emulator has none.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
