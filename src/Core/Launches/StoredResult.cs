using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Core.Launches;

/// <summary>What is kept of a run's result file.</summary>
/// <param name="Address">Where the result is, as the launch's row holds it; empty when there is none.</param>
/// <param name="Warning">Why a result file that was written is not kept; null when it is, or there was none.</param>
public sealed record StoredResult(string Address, Warning? Warning = null)
{
    /// <summary>There is no result, and nothing to say about that.</summary>
    public static readonly StoredResult None = new("");
}
