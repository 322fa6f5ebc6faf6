namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is purged.</summary>
/// <param name="Recursive">Whether its sub-orchestrations are purged too, of which the emulator has none.</param>
public record PurgeInstanceOptions(bool Recursive = false);
