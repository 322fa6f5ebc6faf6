namespace LaunchAgent.Core.Bulk;

/// <summary>Why a bulk operation had nothing to do for a launch.</summary>
public static class BulkReasons
{
    /// <summary>It has ended, so it cannot be stopped.</summary>
    public const string Ended = "ended";

    /// <summary>It was asked to stop before.</summary>
    public const string AlreadyStopping = "already_stopping";

    /// <summary>It has not ended, so it cannot be retried.</summary>
    public const string NotEnded = "not_ended";

    /// <summary>It finished, and the filter does not ask for such launches.</summary>
    public const string Finished = "finished";

    /// <summary>A bulk operation retried it before.</summary>
    public const string AlreadyRetried = "already_retried";

    /// <summary>It does not wait, so it has no place in a line.</summary>
    public const string NotWaiting = "not_waiting";

    /// <summary>Its queue is first in, first out.</summary>
    public const string NotPrioritized = "not_prioritized";

    /// <summary>It has that priority.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>It was removed meanwhile.</summary>
    public const string Gone = "gone";
}
