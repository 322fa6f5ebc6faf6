namespace LaunchAgent.Storage;

/// <summary>The ends of a transaction that a caller has to tell apart.</summary>
public enum CommitOutcome
{
    /// <summary>Everything was written.</summary>
    Committed,

    /// <summary>A row that was to be added exists (409).</summary>
    Exists,

    /// <summary>A row that was to be changed or deleted is gone (404).</summary>
    Missing,

    /// <summary>A row that was to be changed or deleted has changed (412).</summary>
    Changed,
}
