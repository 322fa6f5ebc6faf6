namespace LaunchAgent.Contracts.Launches;

/// <summary>How long a launch may take, in seconds; 0 is no limit. <see cref="TimeoutOptions"/> with nothing left open.</summary>
/// <param name="StartSeconds">From the claim until its command runs.</param>
/// <param name="RunSeconds">From the start of its command to its end.</param>
/// <param name="StopGraceSeconds">From the request to stop until it is stopped by force.</param>
public sealed record LaunchTimeouts(int StartSeconds = 1800, int RunSeconds = 0, int StopGraceSeconds = 60)
{
    /// <summary>What was given, else what the queue says, and the defaults for the rest.</summary>
    public static LaunchTimeouts Of(TimeoutOptions? given, TimeoutOptions? ofQueue = null)
    {
        var defaults = new LaunchTimeouts();
        return new LaunchTimeouts(
            given?.StartSeconds ?? ofQueue?.StartSeconds ?? defaults.StartSeconds,
            given?.RunSeconds ?? ofQueue?.RunSeconds ?? defaults.RunSeconds,
            given?.StopGraceSeconds ?? ofQueue?.StopGraceSeconds ?? defaults.StopGraceSeconds);
    }
}
