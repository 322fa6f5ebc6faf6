namespace LaunchAgent.Storage;

/// <summary>How an entity-group transaction ended.</summary>
/// <param name="Outcome">Committed, or which condition did not hold.</param>
/// <param name="FailedIndex">The index of the action that was refused; null when committed or not told.</param>
public readonly record struct CommitResult(CommitOutcome Outcome, int? FailedIndex = null)
{
    /// <summary>Everything was written.</summary>
    public static readonly CommitResult Committed = new(CommitOutcome.Committed);

    /// <summary>Whether everything was written.</summary>
    public bool IsCommitted => Outcome == CommitOutcome.Committed;
}
