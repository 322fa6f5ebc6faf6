namespace LaunchAgent.Functions.Launches;

/// <summary>How long a launch may take, in seconds; 0 is no limit.</summary>
/// <param name="StartSeconds">From the claim until its command runs.</param>
/// <param name="RunSeconds">From the start of its command to its end.</param>
/// <param name="StopGraceSeconds">From the request to stop until it is stopped by force.</param>
public sealed record LaunchTimeouts(int StartSeconds = 1800, int RunSeconds = 0, int StopGraceSeconds = 60);
