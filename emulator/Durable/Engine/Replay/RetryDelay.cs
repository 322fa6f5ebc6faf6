using Microsoft.DurableTask;

namespace FunctionsEmulator.Durable.Replay;

/// <summary>How long a retry policy waits.</summary>
internal static class RetryDelay
{
    /// <summary>The delay before the next attempt, or null when there must be none.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="failures">How many attempts have failed; at least 1.</param>
    /// <param name="elapsed">The time since the first attempt was scheduled.</param>
    /// <param name="failure">The last failure.</param>
    public static TimeSpan? After(RetryPolicy policy, int failures, TimeSpan elapsed, TaskFailureDetails failure)
    {
        if (!IsRetriable(policy, failure) || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout))
            return null;

        var delay = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failures - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return delay < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(delay) : longest;
    }

    // A filter that throws must not hide the activity's own failure; DurableTask then gives up as well.
    private static bool IsRetriable(RetryPolicy policy, TaskFailureDetails failure)
    {
        try
        {
            return policy.IsRetriable(failure);
        }
#pragma warning disable CA1031 // Whatever a user's filter throws.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
