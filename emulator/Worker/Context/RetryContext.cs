namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which retry of a function-level retry policy an invocation is.</summary>
public abstract class RetryContext
{
    /// <summary>0 in the first run.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How many retries the policy allows; 0 without a policy.</summary>
    public abstract int MaxRetryCount { get; }
}
