namespace Microsoft.DurableTask.Client;

/// <summary>What a purge did.</summary>
public class PurgeResult
{
    /// <summary>Makes a result.</summary>
    /// <param name="count">How many instances were purged; not negative.</param>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>Makes a result.</summary>
    /// <param name="count">How many instances were purged; not negative.</param>
    /// <param name="isComplete">Whether nothing is left to purge; null when unknown.</param>
    public PurgeResult(int count, bool? isComplete)
    {
        if (count < 0)
            throw new ArgumentException("Count must be non-negative", nameof(count));
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>How many instances were purged.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether nothing is left to purge; null when unknown.</summary>
    public bool? IsComplete { get; }
}
