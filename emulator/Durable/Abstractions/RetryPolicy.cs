namespace Microsoft.DurableTask;

/// <summary>Declares how often and when a failed activity is tried again.</summary>
public class RetryPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="maxNumberOfAttempts">Attempts in all, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The delay before the second attempt; more than zero.</param>
    /// <param name="backoffCoefficient">What each delay is multiplied by for the next; at least 1, which is the default.</param>
    /// <param name="maxRetryInterval">The longest delay, at least the first; the default is one hour.</param>
    /// <param name="retryTimeout">No attempt is started when this long has passed since the first; the default is without end.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of the range given above.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        ThrowIfShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>Attempts in all, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The delay before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What each delay is multiplied by for the next.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest delay.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>How long after the first attempt another one may be started.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Says of a failure whether it is worth another attempt; without it, every failure is.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => IsRetriable = value;
    }

    internal Func<TaskFailureDetails, bool> IsRetriable { get; private init; } = static _ => true;

    private static void ThrowIfShorter(TimeSpan? value, TimeSpan least, string name)
    {
        if (value < least && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, value, $"The value must not be less than the first retry interval, {least}.");
    }
}
