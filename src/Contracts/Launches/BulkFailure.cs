namespace LaunchAgent.Contracts.Launches;

/// <summary>A launch that a bulk operation failed on.</summary>
/// <param name="Id">The launch.</param>
/// <param name="Code">What was wrong.</param>
/// <param name="Message">One or two plain sentences.</param>
public sealed record BulkFailure(string Id, string Code, string Message);
