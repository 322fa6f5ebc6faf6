namespace LaunchAgent.Contracts;

/// <summary>When a failed launch is tried again: <see cref="RetryOptions"/> with nothing left open.</summary>
/// <param name="MaxRetries">Attempts after the first that its author grants.</param>
/// <param name="InitialSeconds">The wait before the first retry.</param>
/// <param name="Factor">What each further wait is multiplied with; 1 keeps it constant.</param>
/// <param name="MaxSeconds">The longest wait, before jitter.</param>
public sealed record LaunchRetry(int MaxRetries = 0, int InitialSeconds = 10, double Factor = 2, int MaxSeconds = 600)
{
    /// <summary>What was given, and the defaults for the rest.</summary>
    public static LaunchRetry Of(RetryOptions? given)
    {
        var defaults = new LaunchRetry();
        return new LaunchRetry(
            given?.MaxRetries ?? defaults.MaxRetries,
            given?.InitialSeconds ?? defaults.InitialSeconds,
            given?.Factor ?? defaults.Factor,
            given?.MaxSeconds ?? defaults.MaxSeconds);
    }
}
