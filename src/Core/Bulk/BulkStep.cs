using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Core.Bulk;

/// <summary>What became of one launch of a bulk operation.</summary>
/// <param name="Skipped">Why there was nothing to do; null when it was changed or failed.</param>
/// <param name="Problem">Why it could not be changed; null when it was changed or skipped.</param>
public sealed record BulkStep(string? Skipped = null, Problem? Problem = null)
{
    /// <summary>It was changed.</summary>
    public static readonly BulkStep Changed = new();

    /// <summary>There was nothing to do.</summary>
    public static BulkStep Skip(string reason) => new(reason);

    /// <summary>It could not be changed.</summary>
    public static BulkStep Fail(Problem problem) => new(Problem: problem);
}
