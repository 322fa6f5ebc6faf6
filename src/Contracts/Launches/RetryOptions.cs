namespace LaunchAgent.Contracts.Launches;

/// <summary>When a failed launch is tried again: after <c>initial × factor^(n-1)</c> seconds, at most <c>max</c>, ± 20 %.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts after the first, 0–100; default 0.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Seconds before the first retry; default 10.</summary>
    public int? InitialSeconds { get; init; }

    /// <summary>Growth of the wait, 1–10; default 2.</summary>
    public double? Factor { get; init; }

    /// <summary>Longest wait in seconds; default 600.</summary>
    public int? MaxSeconds { get; init; }
}
