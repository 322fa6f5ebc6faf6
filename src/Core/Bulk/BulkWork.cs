using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Bulk;

/// <summary>One kind of work on many launches, for one call.</summary>
public abstract class BulkWork
{
    /// <summary>Why there is nothing to do for a launch, as far as its record tells; null when there may be.</summary>
    public abstract string? SkipReason(LaunchRow launch);

    /// <summary>Does it to one launch. Safe to repeat.</summary>
    public abstract Task<BulkStep> DoAsync(LaunchRow launch, CancellationToken cancellationToken);

    /// <summary>What follows once, for all that was changed. It speeds up what would be found out anyway.</summary>
    public abstract Task FinishAsync(CancellationToken cancellationToken);
}
