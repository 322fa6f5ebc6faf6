using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>
/// Whether a launch is late, by its current due time. It shows at once, by the clock of whoever looks; healing marks it a little later, and
/// what was marked stays late whatever other clocks say.
/// </summary>
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
        return launch.IsLate || (claimed ?? now) - launch.DueAt > Allowed;
    }
}
