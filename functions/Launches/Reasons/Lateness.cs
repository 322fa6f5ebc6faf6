using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches.Reasons;

/// <summary>Whether a launch is late: computed when it is shown.</summary>
public static class Lateness
{
    /// <summary>How long a launch may wait past its due time.</summary>
    public static readonly TimeSpan Allowed = TimeSpan.FromSeconds(15);

    /// <summary>Whether a launch waits, or waited before its last claim, for longer than that.</summary>
    public static bool IsLate(LaunchRow launch, DateTimeOffset now)
    {
        if (launch.State == LaunchState.Rejected)
            return false;

        // Of an earlier attempt, while it waits for the next one.
        var claimed = launch.IndexKey is null ? launch.ClaimedAt ?? launch.EndedAt : null;
        return (claimed ?? now) - launch.DueAt > Allowed;
    }
}
