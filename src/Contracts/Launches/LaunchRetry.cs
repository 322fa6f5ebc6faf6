namespace LaunchAgent.Contracts.Launches;

/// <summary>When a failed launch is tried again: <see cref="RetryOptions"/> with nothing left open.</summary>
/// <param name="MaxRetries">Attempts after the first that its author grants.</param>
/// <param name="InitialSeconds">The wait before the first retry.</param>
/// <param name="Factor">What each further wait is multiplied with; 1 keeps it constant.</param>
/// <param name="MaxSeconds">The longest wait, before jitter.</param>
public sealed record LaunchRetry(int MaxRetries = 0, int InitialSeconds = 10, double Factor = 2, int MaxSeconds = 600)
{
    /// <summary>What was given, else what the queue says, and the defaults for the rest.</summary>
    public static LaunchRetry Of(RetryOptions? given, RetryOptions? ofQueue = null)
    {
        var defaults = new LaunchRetry();
        return new LaunchRetry(
            given?.MaxRetries ?? ofQueue?.MaxRetries ?? defaults.MaxRetries,
            given?.InitialSeconds ?? ofQueue?.InitialSeconds ?? defaults.InitialSeconds,
            given?.Factor ?? ofQueue?.Factor ?? defaults.Factor,
            given?.MaxSeconds ?? ofQueue?.MaxSeconds ?? defaults.MaxSeconds);
    }
}
