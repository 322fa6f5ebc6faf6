namespace Microsoft.DurableTask;

/// <summary>Options of one activity call.</summary>
public record TaskOptions
{
    /// <summary>Makes options.</summary>
    /// <param name="retry">How a failure is retried; null: not at all.</param>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="retry">How a failure is retried; null: not at all.</param>
    /// <param name="tags">Tags of the call, which the emulator keeps nowhere.</param>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>Copies options.</summary>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
    }

    /// <summary>How a failure is retried; null: not at all.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Tags of the call, which the emulator keeps nowhere.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>Options that retry by a policy.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);
}
