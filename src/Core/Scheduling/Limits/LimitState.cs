using Azure;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>A limit as it was read.</summary>
/// <param name="ConcurrencyLimit">The limit.</param>
/// <param name="Taken">How many claims it counted.</param>
/// <param name="LastQueue">The queue of this agent that took from it last; null when none did.</param>
/// <param name="Header">The header's ETag; null when there is no header yet.</param>
public sealed record LimitState(ConcurrencyLimit ConcurrencyLimit, int Taken, string? LastQueue, ETag? Header)
{
    /// <summary>Whether other agents hold some of it.</summary>
    public bool IsHeldByOthers { get; init; }

    /// <summary>How many claims it has room for.</summary>
    public int Room => Math.Max(0, ConcurrencyLimit.Limit - Taken);
}
